-- A text read again keeps only the candidates of its newest reading, and those that an analyst vouched for.
DELETE FROM candidates
WHERE (document_id, text_sha256) IN (
    SELECT (read.document_id, read.text_sha256)
    FROM (SELECT unnest($document_ids::VARCHAR[]) AS document_id, unnest($text_sha256s::VARCHAR[]) AS text_sha256) AS read
)
AND NOT list_contains($kept_ids::VARCHAR[], candidate_id)
AND candidate_id NOT IN (
    SELECT candidate_id FROM reviews
    QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY reviewed_at_utc DESC, review_id DESC) = 1
        AND verdict IN ('confirm', 'correct')
);
