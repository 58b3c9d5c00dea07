-- Candidates of the words that now stand in each document's newest version.
WITH newest AS (
    SELECT document_id, content_sha256 FROM documents
    QUALIFY row_number() OVER (
        PARTITION BY document_id
        ORDER BY last_seen_run DESC, first_seen_run DESC, position DESC, content_sha256
    ) = 1
),
final AS (
    SELECT candidates.*
    FROM candidates
    JOIN document_texts USING (document_id, text_sha256)
    JOIN newest USING (document_id, content_sha256)
    WHERE candidates.run_id >= $since_run
    QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY candidates.run_id DESC, text_sha256) = 1
)
SELECT * FROM final ORDER BY document_id, candidate_id;
