SELECT * FROM alerts WHERE state = 'pending' AND kind = $kind ORDER BY alert_id;
