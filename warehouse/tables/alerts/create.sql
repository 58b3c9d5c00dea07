CREATE TABLE alerts (
    alert_id VARCHAR NOT NULL,
    subscriber_id VARCHAR NOT NULL,
    action_id VARCHAR NOT NULL,
    action_type VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL,
    message_id VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    body_text VARCHAR NOT NULL,
    body_html VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    last_error VARCHAR,
    sent_at_utc VARCHAR
);
