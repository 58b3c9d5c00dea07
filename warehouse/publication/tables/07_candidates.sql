-- Candidates of the words that now stand in their documents, and those that an action still rests on, read
-- as an analyst corrected them.
CREATE TABLE data.candidates AS
WITH resting AS (
    SELECT DISTINCT unnest(candidate_ids) AS candidate_id FROM data.action_stages
),
judged AS (
    SELECT candidates.*, documents.document_id IS NOT NULL AS is_current
    FROM lake.candidates
    LEFT JOIN data.documents
        ON candidates.document_id = documents.document_id
        AND candidates.text_sha256 = documents.text_sha256
),
standing AS (
    SELECT * FROM judged
    WHERE is_current OR candidate_id IN (SELECT candidate_id FROM resting)
    QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY is_current DESC, run_id DESC, text_sha256) = 1
),
final AS (
    SELECT standing.candidate_id, standing.document_id,
        coalesce(reviews.action_type, standing.action_type) AS action_type,
        if(list_contains(reviews.corrected_fields, 'topics'), reviews.topics, standing.topics) AS topics,
        coalesce(reviews.direction, standing.direction) AS direction,
        coalesce(reviews.actor, standing.actor) AS actor,
        if(list_contains(reviews.corrected_fields, 'jurisdiction'), reviews.jurisdiction, standing.jurisdiction)
            AS jurisdiction,
        if(list_contains(reviews.corrected_fields, 'jurisdiction'), NULL, standing.ocd_id) AS ocd_id,
        if(list_contains(reviews.corrected_fields, 'jurisdiction'), [reviews.jurisdiction], standing.places)
            AS places,
        if(list_contains(reviews.corrected_fields, 'action_date'), reviews.action_date,
            try_cast(standing.action_date AS DATE)) AS action_date,
        standing.action_date_raw, standing.is_new, standing.instrument,
        standing.confidence AS confidence_ratio, standing.evidence, standing.reasons, standing.text_sha256,
        standing.detector_version, standing.is_current, reviews.verdict,
        coalesce(reviews.corrected_fields, []) AS corrected_fields
    FROM standing
    LEFT JOIN data.reviews USING (candidate_id)
)
SELECT * FROM final;
