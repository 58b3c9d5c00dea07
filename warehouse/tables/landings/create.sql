CREATE TABLE landings (
    run_id VARCHAR NOT NULL,
    shard VARCHAR NOT NULL,
    complete_sha256 VARCHAR NOT NULL,
    captures_count BIGINT NOT NULL,
    documents_count BIGINT NOT NULL,
    rejected_count BIGINT NOT NULL,
    missing_from_archive VARCHAR[] NOT NULL,
    started_at_utc VARCHAR,
    finished_at_utc VARCHAR
);
