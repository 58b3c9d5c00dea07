-- Candidates that an action rests on and nobody has judged, the least certain first.
WITH latest AS (
    SELECT candidate_id, review_id, follows FROM reviews
    QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY reviewed_at_utc DESC, review_id DESC) = 1
),
judged AS (
    SELECT candidate_id FROM latest
    WHERE follows IS NULL OR follows IN (SELECT review_id FROM latest)
),
stages AS (
    SELECT action_id, title, unnest(stages) AS stage FROM actions
),
resting AS (
    SELECT action_id, title, stage.first_seen_on AS first_seen_on, stage.confidence AS stage_confidence,
        unnest(stage.candidate_ids) AS candidate_id
    FROM stages
),
newest AS (
    SELECT document_id, source_id, url, title FROM documents
    QUALIFY row_number() OVER (
        PARTITION BY document_id
        ORDER BY last_seen_run DESC, first_seen_run DESC, position DESC, content_sha256
    ) = 1
),
final AS (
    SELECT candidates.candidate_id, resting.action_id, candidates.confidence, resting.stage_confidence,
        candidates.is_new, candidates.action_type, candidates.direction, candidates.topics,
        candidates.actor, candidates.jurisdiction, candidates.action_date, resting.first_seen_on,
        resting.title AS action_title, candidates.evidence[1].quote AS quote, candidates.document_id,
        newest.source_id, newest.title AS document_title, newest.url
    FROM candidates
    JOIN resting USING (candidate_id)
    LEFT JOIN newest USING (document_id)
    WHERE candidates.candidate_id NOT IN (SELECT candidate_id FROM judged)
        AND (candidates.is_new OR $with_background)
    QUALIFY row_number() OVER (
        PARTITION BY candidate_id ORDER BY candidates.run_id DESC, candidates.text_sha256
    ) = 1
)
SELECT * FROM final ORDER BY confidence, candidate_id LIMIT $limit;
