-- An entry is its own evidence: it is never changed.
MERGE INTO quarantine AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY quarantine_id ORDER BY staged_order) = 1
) AS staged
ON kept.quarantine_id = staged.quarantine_id
WHEN NOT MATCHED THEN INSERT BY NAME;
