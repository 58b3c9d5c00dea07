-- What waits for a digest: found on its night or before.
SELECT * FROM alerts
WHERE state = 'pending' AND is_bundled AND run_id <= $run_id
ORDER BY run_id, alert_id;
