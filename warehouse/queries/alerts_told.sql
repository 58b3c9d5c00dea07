-- What was told of actions since a night, in the order of sending: what a correction would correct.
SELECT * FROM alerts
WHERE state = 'sent' AND action_id IS NOT NULL AND run_id >= $since
ORDER BY sent_at_utc, kind = 'correction', run_id, alert_id;
