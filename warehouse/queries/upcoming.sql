-- The meetings ahead that each source's last good night listed, as far as none is known to be cancelled.
WITH last_good AS (
    SELECT source_id, upcoming_ids FROM source_nights
    WHERE list_contains($source_ids::VARCHAR[], source_id)
      AND run_id < $before_run
      AND verdict IN ('ok', 'unchanged', 'empty')
      AND held_back_reason IS NULL
      AND upcoming_ids IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY run_id DESC) = 1
),
listed AS (
    SELECT source_id, unnest(upcoming_ids) AS document_id FROM last_good
),
newest AS (
    SELECT document_id, starts_at, status FROM documents
    WHERE document_id IN (SELECT document_id FROM listed)
    QUALIFY row_number() OVER (
        PARTITION BY document_id
        ORDER BY last_seen_run DESC, first_seen_run DESC, position DESC, content_sha256
    ) = 1
)
SELECT listed.source_id, listed.document_id
FROM listed
JOIN newest USING (document_id)
WHERE left(newest.starts_at, 10) > $night AND newest.status IS DISTINCT FROM 'cancelled'
ORDER BY listed.source_id, listed.document_id;
