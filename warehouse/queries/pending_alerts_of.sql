SELECT * FROM alerts
WHERE state = 'pending' AND kind = 'stage' AND list_contains($action_ids::VARCHAR[], action_id)
ORDER BY alert_id;
