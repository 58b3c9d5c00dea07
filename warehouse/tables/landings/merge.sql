MERGE INTO landings AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY run_id, shard ORDER BY staged_order) = 1
) AS staged
ON kept.run_id = staged.run_id AND kept.shard = staged.shard
WHEN MATCHED AND
    (kept.complete_sha256, kept.captures_count, kept.documents_count, kept.rejected_count,
        kept.missing_from_archive, kept.started_at_utc, kept.finished_at_utc)
    IS DISTINCT FROM (staged.complete_sha256, staged.captures_count, staged.documents_count,
        staged.rejected_count, staged.missing_from_archive, staged.started_at_utc, staged.finished_at_utc)
THEN UPDATE SET
    complete_sha256 = staged.complete_sha256,
    captures_count = staged.captures_count,
    documents_count = staged.documents_count,
    rejected_count = staged.rejected_count,
    missing_from_archive = staged.missing_from_archive,
    started_at_utc = staged.started_at_utc,
    finished_at_utc = staged.finished_at_utc
WHEN NOT MATCHED THEN INSERT BY NAME;
