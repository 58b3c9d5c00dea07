CREATE TABLE data.action_stages AS
WITH stages AS (
    SELECT action_id, unnest(stages) AS stage, generate_subscripts(stages, 1) AS place
    FROM lake.actions
),
final AS (
    SELECT action_id,
        row_number() OVER (PARTITION BY action_id ORDER BY stage.date NULLS LAST, place) AS stage_number,
        stage.action_type, try_cast(stage.date AS DATE) AS stage_date,
        try_cast(stage.first_seen_on AS DATE) AS first_seen_on, stage.is_new,
        stage.document_ids, stage.candidate_ids, stage.confidence AS confidence_ratio
    FROM stages
)
SELECT * FROM final;
