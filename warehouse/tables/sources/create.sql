CREATE TABLE sources (
    source_id VARCHAR NOT NULL,
    jurisdiction VARCHAR NOT NULL,
    ocd_id VARCHAR,
    geoid VARCHAR,
    timezone VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    platform VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    floor INTEGER NOT NULL,
    rhythm_days INTEGER,
    hosts VARCHAR[] NOT NULL,
    delay_seconds DOUBLE,
    options VARCHAR NOT NULL,
    first_seen_run VARCHAR NOT NULL,
    last_seen_run VARCHAR NOT NULL
);
