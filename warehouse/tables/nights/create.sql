CREATE TABLE nights (
    run_id VARCHAR NOT NULL,
    night VARCHAR NOT NULL,
    started_at_utc VARCHAR NOT NULL,
    finished_at_utc VARCHAR,
    outcome VARCHAR NOT NULL,
    note VARCHAR
);
