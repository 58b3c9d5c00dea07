CREATE TABLE readings (
    document_id VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    detector_version VARCHAR NOT NULL,
    relevant BOOLEAN NOT NULL,
    new_action BOOLEAN NOT NULL,
    score DOUBLE NOT NULL,
    reasons STRUCT(rule VARCHAR, words VARCHAR, weight DOUBLE)[] NOT NULL,
    run_id VARCHAR NOT NULL
);
