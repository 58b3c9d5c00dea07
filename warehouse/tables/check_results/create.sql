CREATE TABLE check_results (
    run_id VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    expectation VARCHAR NOT NULL,
    "column" VARCHAR,
    severity VARCHAR NOT NULL,
    success BOOLEAN NOT NULL,
    unexpected_count BIGINT NOT NULL,
    observed VARCHAR
);
