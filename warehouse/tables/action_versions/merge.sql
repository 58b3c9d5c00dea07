-- What was published is never changed; what was published next is a version of its own.
MERGE INTO action_versions AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY action_id, version_number ORDER BY staged_order) = 1
) AS staged
ON kept.action_id = staged.action_id AND kept.version_number = staged.version_number
WHEN NOT MATCHED THEN INSERT BY NAME;
