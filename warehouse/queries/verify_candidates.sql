-- Candidates of no kept text.
SELECT candidate_id AS subject, 'text ' || text_sha256 || ' of ' || document_id AS missing
FROM candidates
ANTI JOIN document_texts USING (document_id, text_sha256)
ORDER BY ALL;
