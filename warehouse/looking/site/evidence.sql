SELECT action_id, stage_number, left(quote, 1000) AS quote, page, document_id, url, document_title, source_id,
    capture_sha256, warc_path, warc_offset, fetched_at_utc
FROM evidence
WHERE action_id IS NOT NULL
ORDER BY action_id, stage_number, candidate_id, quote_number;
