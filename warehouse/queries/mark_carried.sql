-- The lines of a digest share what becomes of it.
UPDATE alerts
SET state = $state, sent_at_utc = $sent_at_utc, last_error = $last_error, carried_by = $alert_id
WHERE state = 'pending' AND is_bundled
  AND list_contains(
      (SELECT item_ids FROM alerts AS digest WHERE digest.alert_id = $alert_id), alerts.alert_id
  );
