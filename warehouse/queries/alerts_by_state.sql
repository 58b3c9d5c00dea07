SELECT * FROM alerts
WHERE $state::VARCHAR IS NULL OR state = $state
ORDER BY run_id, alert_id;
