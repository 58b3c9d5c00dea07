SELECT alert_id, subscriber_id, action_id, action_type, run_id, is_bundled, carried_by FROM alerts
WHERE kind = 'stage' ORDER BY alert_id;
