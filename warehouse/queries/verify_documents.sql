-- Document versions whose capture is not kept.
SELECT document_id || ' version ' || content_sha256 AS subject, capture_id AS missing
FROM documents
ANTI JOIN captures USING (capture_id)
ORDER BY ALL;
