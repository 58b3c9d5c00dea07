CREATE TABLE revisions (
    document_id VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    previous_content_sha256 VARCHAR,
    first_count BIGINT NOT NULL,
    added_count BIGINT NOT NULL,
    removed_count BIGINT NOT NULL,
    changed_count BIGINT NOT NULL,
    moved_count BIGINT NOT NULL,
    unchanged_count BIGINT NOT NULL,
    sections STRUCT(
        "change" VARCHAR, "key" VARCHAR, before_key VARCHAR, heading VARCHAR, unit VARCHAR, is_read BOOLEAN,
        before_start BIGINT, before_end BIGINT, before_text VARCHAR, before_sha256 VARCHAR,
        after_start BIGINT, after_end BIGINT, after_text VARCHAR, after_sha256 VARCHAR
    )[] NOT NULL,
    first_seen_run VARCHAR NOT NULL
);
