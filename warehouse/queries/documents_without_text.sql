WITH pending AS (
    SELECT documents.*
    FROM documents
    LEFT JOIN document_texts USING (document_id, content_sha256)
    WHERE document_texts.document_id IS NULL OR $again
),
final AS (
    SELECT pending.*, struct_pack(
        capture_id := captures.capture_id, run_id := captures.run_id, source_id := captures.source_id,
        url := captures.url, requested_url := captures.requested_url, method := captures.method,
        status := captures.status, fetched_at_utc := captures.fetched_at_utc,
        media_type := captures.media_type, charset := captures.charset, size_bytes := captures.size_bytes,
        sha256 := captures.sha256, etag := captures.etag, last_modified := captures.last_modified,
        is_revisit := captures.is_revisit, warc_path := captures.warc_path,
        warc_offset := captures.warc_offset
    ) AS capture
    FROM pending
    LEFT JOIN captures ON pending.capture_id = captures.capture_id
)
SELECT * FROM final ORDER BY first_seen_run, source_id, position, document_id;
