CREATE TABLE captures (
    capture_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    requested_url VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    status INTEGER NOT NULL,
    fetched_at_utc VARCHAR NOT NULL,
    media_type VARCHAR,
    charset VARCHAR,
    size_bytes BIGINT NOT NULL,
    sha256 VARCHAR NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    is_revisit BOOLEAN NOT NULL,
    warc_path VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);
