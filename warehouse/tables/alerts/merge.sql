-- Composing again never takes back what delivery has recorded.
MERGE INTO alerts AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY alert_id ORDER BY staged_order) = 1
) AS staged
ON kept.alert_id = staged.alert_id
WHEN NOT MATCHED THEN INSERT BY NAME;
