CREATE TABLE actions (
    action_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    jurisdiction VARCHAR,
    ocd_id VARCHAR,
    places VARCHAR[] NOT NULL,
    topics VARCHAR[] NOT NULL,
    direction VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    instrument VARCHAR,
    stages STRUCT(action_type VARCHAR, date VARCHAR, first_seen_on VARCHAR, is_new BOOLEAN, document_ids VARCHAR[], candidate_ids VARCHAR[], confidence DOUBLE)[] NOT NULL,
    corroboration VARCHAR[] NOT NULL,
    conflicts VARCHAR[] NOT NULL,
    first_seen_on VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    first_seen_run VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);
