-- A night begun again keeps its first start; a rerun that changes nothing leaves it be.
MERGE INTO nights AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY run_id ORDER BY staged_order) = 1
) AS staged
ON kept.run_id = staged.run_id
WHEN MATCHED AND staged.outcome <> 'running' AND (kept.outcome, kept.note) IS DISTINCT FROM (staged.outcome,
    staged.note) THEN UPDATE SET
    finished_at_utc = staged.finished_at_utc,
    outcome = staged.outcome,
    note = staged.note
WHEN NOT MATCHED THEN INSERT BY NAME;
