-- Candidates of the words that now stand in their documents, and those that an action still rests on.
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
final AS (
    SELECT candidate_id, document_id, action_type, topics, direction, actor, jurisdiction, ocd_id, places,
        try_cast(action_date AS DATE) AS action_date, action_date_raw, is_new, instrument,
        confidence AS confidence_ratio, evidence, reasons, text_sha256, detector_version, is_current
    FROM judged
    WHERE is_current OR candidate_id IN (SELECT candidate_id FROM resting)
    QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY is_current DESC, run_id DESC, text_sha256) = 1
)
SELECT * FROM final;
