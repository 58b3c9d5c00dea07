SELECT * FROM candidates
WHERE list_contains($candidate_ids::VARCHAR[], candidate_id)
QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY run_id DESC, text_sha256) = 1
ORDER BY candidate_id;
