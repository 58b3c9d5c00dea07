-- In the order they happened. A step without a date counts from the night that first knew of it if it was news
-- then, and comes first if it was background.
CREATE TABLE data.action_stages AS
WITH stages AS (
    SELECT action_id, unnest(stages) AS stage, generate_subscripts(stages, 1) AS place
    FROM lake.actions
),
final AS (
    SELECT action_id,
        row_number() OVER (
            PARTITION BY action_id
            ORDER BY coalesce(stage.date, if(stage.is_new, stage.first_seen_on, '')), place
        ) AS stage_number,
        stage.action_type, try_cast(stage.date AS DATE) AS stage_date,
        try_cast(stage.first_seen_on AS DATE) AS first_seen_on, stage.is_new,
        stage.document_ids, stage.candidate_ids, stage.confidence AS confidence_ratio
    FROM stages
)
SELECT * FROM final;
