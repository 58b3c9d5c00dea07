SELECT * FROM alerts WHERE state = 'parked' AND NOT is_bundled ORDER BY run_id DESC, alert_id;
