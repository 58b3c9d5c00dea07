CREATE MACRO actions_as_of(day) AS TABLE
WITH known AS (
    SELECT * FROM data.action_versions
    WHERE night <= day::DATE
    QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY version_number DESC) = 1
),
final AS (
    SELECT action_id, title, jurisdiction, direction, stages[-1].action_type AS action_type,
        try_cast(stages[-1].stage_date AS DATE) AS stage_date, stages[-1].is_new AS is_new, topics, actor,
        instrument, try_cast(first_seen_on AS DATE) AS first_seen_on, confidence,
        stages[-1].quote AS quote, stages[-1].source_url AS source_url, stages[-1].source_name AS source_name,
        stages[-1].document_title AS document_title, corroboration, conflicts, places, ocd_id,
        len(stages) AS stages_count
    FROM known
    WHERE NOT is_withdrawn
)
SELECT * FROM final ORDER BY first_seen_on DESC, stage_date DESC NULLS LAST, action_id;
