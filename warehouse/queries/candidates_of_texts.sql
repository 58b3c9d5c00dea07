SELECT * FROM candidates
WHERE list_contains($document_ids::VARCHAR[], document_id)
ORDER BY document_id, candidate_id;
