SELECT * FROM alerts WHERE state = 'pending' AND NOT is_bundled ORDER BY run_id, alert_id;
