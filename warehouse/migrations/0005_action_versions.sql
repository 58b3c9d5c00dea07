-- What was published of each action is kept from here on; of earlier nights it is not known.
CREATE TABLE action_versions (
    action_id VARCHAR NOT NULL,
    version_number INTEGER NOT NULL,
    night VARCHAR NOT NULL,
    published_at_utc VARCHAR NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    title VARCHAR NOT NULL,
    jurisdiction VARCHAR,
    ocd_id VARCHAR,
    places VARCHAR[] NOT NULL,
    topics VARCHAR[] NOT NULL,
    direction VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    instrument VARCHAR,
    corroboration VARCHAR[] NOT NULL,
    conflicts VARCHAR[] NOT NULL,
    first_seen_on VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    stages STRUCT(stage_number BIGINT, action_type VARCHAR, direction VARCHAR, stage_date VARCHAR, first_seen_on VARCHAR, is_new BOOLEAN, confidence DOUBLE, quote VARCHAR, page INTEGER, source_url VARCHAR, source_name VARCHAR, source_kind VARCHAR, document_title VARCHAR, document_id VARCHAR, capture_sha256 VARCHAR, documents_count BIGINT)[] NOT NULL,
    published_run VARCHAR NOT NULL
);
