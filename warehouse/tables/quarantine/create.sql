CREATE TABLE quarantine (
    quarantine_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR,
    table_name VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    row_json VARCHAR NOT NULL
);
