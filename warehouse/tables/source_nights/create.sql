CREATE TABLE source_nights (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    documents_count BIGINT NOT NULL,
    captures_count BIGINT NOT NULL,
    unchanged_count BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    errors STRUCT(url VARCHAR, reason VARCHAR)[] NOT NULL,
    errors_count BIGINT NOT NULL,
    held_back_reason VARCHAR,
    upcoming_ids VARCHAR[],
    proposal VARCHAR
);
