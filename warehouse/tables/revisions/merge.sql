MERGE INTO revisions AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (
        PARTITION BY document_id, content_sha256, previous_content_sha256 ORDER BY staged_order
    ) = 1
) AS staged
ON kept.document_id = staged.document_id AND kept.content_sha256 = staged.content_sha256
    AND kept.previous_content_sha256 IS NOT DISTINCT FROM staged.previous_content_sha256
WHEN MATCHED AND
    (kept.first_count, kept.added_count, kept.removed_count, kept.changed_count,
        kept.moved_count, kept.unchanged_count, kept.sections)
    IS DISTINCT FROM (staged.first_count, staged.added_count, staged.removed_count, staged.changed_count,
        staged.moved_count, staged.unchanged_count, staged.sections)
THEN UPDATE SET
    first_count = staged.first_count,
    added_count = staged.added_count,
    removed_count = staged.removed_count,
    changed_count = staged.changed_count,
    moved_count = staged.moved_count,
    unchanged_count = staged.unchanged_count,
    sections = staged.sections
WHEN NOT MATCHED THEN INSERT BY NAME;
