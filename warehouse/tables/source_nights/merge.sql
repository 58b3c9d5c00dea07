MERGE INTO source_nights AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY run_id, source_id ORDER BY staged_order) = 1
) AS staged
ON kept.run_id = staged.run_id AND kept.source_id = staged.source_id
WHEN MATCHED AND
    (kept.verdict, kept.reason, kept.documents_count, kept.captures_count, kept.unchanged_count,
        kept.size_bytes, kept.errors, kept.errors_count, kept.held_back_reason,
        kept.upcoming_ids, kept.proposal)
    IS DISTINCT FROM (staged.verdict, staged.reason, staged.documents_count, staged.captures_count,
        staged.unchanged_count, staged.size_bytes, staged.errors, staged.errors_count,
        staged.held_back_reason, staged.upcoming_ids, staged.proposal)
THEN UPDATE SET
    verdict = staged.verdict,
    reason = staged.reason,
    documents_count = staged.documents_count,
    captures_count = staged.captures_count,
    unchanged_count = staged.unchanged_count,
    size_bytes = staged.size_bytes,
    errors = staged.errors,
    errors_count = staged.errors_count,
    held_back_reason = staged.held_back_reason,
    upcoming_ids = staged.upcoming_ids,
    proposal = staged.proposal
WHEN NOT MATCHED THEN INSERT BY NAME;
