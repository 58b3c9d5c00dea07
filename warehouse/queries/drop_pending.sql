-- A message that was never tried may be written anew; one that was tried may have arrived.
DELETE FROM alerts
WHERE state = 'pending' AND attempts = 0 AND list_contains($alert_ids::VARCHAR[], alert_id);
