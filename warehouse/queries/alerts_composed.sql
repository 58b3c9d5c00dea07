SELECT alert_id, subscriber_id, action_id, action_type FROM alerts ORDER BY alert_id;
