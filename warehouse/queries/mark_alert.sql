-- What was sent stays sent: a delivery that is told of twice changes nothing.
UPDATE alerts
SET state = $state, attempts = $attempts, last_error = $last_error, sent_at_utc = $sent_at_utc,
    retry_at_utc = $retry_at_utc
WHERE alert_id = $alert_id
  AND state <> 'sent'
  AND (state, attempts, last_error) IS DISTINCT FROM ($state, $attempts, $last_error);
