-- Alerts of an action that neither stands nor was ever published, and lines and digests that miss each other.
WITH known AS (SELECT action_id FROM actions UNION SELECT action_id FROM action_versions),
lines AS (SELECT alert_id, unnest(item_ids) AS item_id FROM alerts)
SELECT alert_id AS subject, 'action ' || action_id AS missing
FROM alerts ANTI JOIN known USING (action_id)
WHERE action_id IS NOT NULL
UNION ALL
SELECT lines.alert_id, 'alert ' || lines.item_id
FROM lines ANTI JOIN alerts AS item ON item.alert_id = lines.item_id
UNION ALL
SELECT line.alert_id, 'digest ' || line.carried_by
FROM alerts AS line ANTI JOIN alerts AS digest ON digest.alert_id = line.carried_by
WHERE line.carried_by IS NOT NULL
ORDER BY ALL;
