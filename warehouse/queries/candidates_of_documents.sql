SELECT document_id, text_sha256, candidate_id FROM candidates
WHERE list_contains($document_ids::VARCHAR[], document_id)
ORDER BY document_id, candidate_id;
