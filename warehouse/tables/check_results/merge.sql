MERGE INTO check_results AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY run_id, table_name, subject, expectation, "column" ORDER BY
        staged_order) = 1
) AS staged
ON kept.run_id = staged.run_id AND kept.table_name = staged.table_name AND kept.subject = staged.subject AND
    kept.expectation = staged.expectation AND kept."column" IS NOT DISTINCT FROM staged."column"
WHEN MATCHED AND
    (kept.severity, kept.success, kept.unexpected_count, kept.observed)
    IS DISTINCT FROM (staged.severity, staged.success, staged.unexpected_count, staged.observed)
THEN UPDATE SET
    severity = staged.severity,
    success = staged.success,
    unexpected_count = staged.unexpected_count,
    observed = staged.observed
WHEN NOT MATCHED THEN INSERT BY NAME;
