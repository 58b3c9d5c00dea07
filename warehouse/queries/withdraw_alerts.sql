-- A mail that was sent cannot be taken back; one that waits can.
DELETE FROM alerts WHERE state = 'pending' AND list_contains($alert_ids::VARCHAR[], alert_id);
