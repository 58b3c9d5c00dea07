CREATE TABLE document_texts (
    document_id VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    pages STRUCT(number INTEGER, "start" BIGINT, "end" BIGINT, method VARCHAR, confidence DOUBLE, problem VARCHAR)[] NOT NULL,
    title VARCHAR,
    published_at VARCHAR,
    published_at_raw VARCHAR,
    language VARCHAR,
    unreadable VARCHAR,
    run_id VARCHAR NOT NULL
);
