SELECT * FROM candidates
WHERE document_id = $document_id AND text_sha256 = $text_sha256
ORDER BY candidate_id;
