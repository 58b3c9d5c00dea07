SELECT alert_id, subscriber_id, due_on, state, attempts, item_ids FROM alerts
WHERE kind = 'digest' ORDER BY subscriber_id, due_on, alert_id;
