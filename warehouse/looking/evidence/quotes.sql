-- The words a quote was taken from are those that now stand, if their hash is the same.
SELECT proof.stage_number, proof.candidate_id, proof.quote_number, proof.quote, proof.page, proof.start_char,
    proof.end_char, proof.document_id, proof.url, proof.document_title, proof.source_id,
    coalesce(sources.title, proof.source_id) AS source_name, sources.kind AS source_kind,
    candidates.text_sha256, candidates.confidence_ratio AS confidence, proof.capture_sha256, proof.warc_path,
    proof.warc_offset, proof.fetched_at_utc, proof.stands AS stood_when_published,
    if(documents.text_sha256 = candidates.text_sha256, documents.text, NULL) AS text
FROM data.evidence AS proof
JOIN candidates USING (candidate_id)
LEFT JOIN documents ON proof.document_id = documents.document_id
LEFT JOIN sources ON proof.source_id = sources.source_id
WHERE proof.action_id = $action_id
ORDER BY proof.stage_number, proof.candidate_id, proof.quote_number;
