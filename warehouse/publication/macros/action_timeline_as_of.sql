CREATE MACRO action_timeline_as_of(day) AS TABLE
WITH known AS (
    SELECT * FROM data.action_versions
    WHERE night <= day::DATE
    QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY version_number DESC) = 1
),
steps AS (
    SELECT * EXCLUDE (stages), unnest(stages) AS step FROM known WHERE NOT is_withdrawn
),
final AS (
    SELECT action_id, title, jurisdiction, direction, step.stage_number AS stage_number,
        step.action_type AS action_type, try_cast(step.stage_date AS DATE) AS stage_date,
        try_cast(step.first_seen_on AS DATE) AS first_seen_on, step.is_new AS is_new,
        step.confidence AS confidence, step.quote AS quote, step.page AS page, step.source_url AS source_url,
        step.source_name AS source_name, step.source_kind AS source_kind,
        step.document_title AS document_title, step.document_id AS document_id,
        step.capture_sha256 AS capture_sha256, step.documents_count AS documents_count, topics, actor, places,
        ocd_id, instrument, corroboration, conflicts
    FROM steps
)
SELECT * FROM final ORDER BY jurisdiction, action_id, stage_number;
