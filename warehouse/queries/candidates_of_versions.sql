-- Every candidate that any version of these documents ever had, each id once, as its newest reading tells it.
SELECT * FROM candidates
WHERE list_contains($document_ids::VARCHAR[], document_id)
QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY run_id DESC, text_sha256) = 1
ORDER BY document_id, candidate_id;
