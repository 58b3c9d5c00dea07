SELECT * FROM reviews
WHERE list_contains($candidate_ids::VARCHAR[], candidate_id)
ORDER BY reviewed_at_utc, review_id;
