-- The verdict that stands on each candidate. Who gave it stays in the lake.
CREATE TABLE data.reviews AS
WITH latest AS (
    SELECT * FROM lake.reviews
    QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY reviewed_at_utc DESC, review_id DESC) = 1
),
final AS (
    SELECT candidate_id, document_id, source_id, verdict, scope, fields AS corrected_fields, action_type,
        direction, topics, jurisdiction, actor, try_cast(action_date AS DATE) AS action_date, reason,
        follows IS NOT NULL AS is_derived, try_cast(reviewed_at_utc AS TIMESTAMPTZ) AS reviewed_at_utc
    FROM latest
    WHERE follows IS NULL OR follows IN (SELECT review_id FROM latest)
)
SELECT * FROM final;
