-- Which way each step went. The newest step goes as its action; an earlier one as most of its reports say.
CREATE TABLE data.stage_directions AS
WITH reported AS (
    SELECT action_id, stage_number, unnest(candidate_ids) AS candidate_id FROM data.action_stages
),
weighed AS (
    SELECT reported.action_id, reported.stage_number, candidates.direction,
        sum(candidates.confidence_ratio) AS weight
    FROM reported
    JOIN data.candidates USING (candidate_id)
    WHERE candidates.direction <> 'unclear'
    GROUP BY ALL
),
heaviest AS (
    SELECT * FROM weighed
    QUALIFY row_number() OVER (PARTITION BY action_id, stage_number ORDER BY weight DESC, direction) = 1
),
newest AS (
    SELECT action_id, max(stage_number) AS stage_number FROM data.action_stages GROUP BY action_id
),
final AS (
    SELECT stages.action_id, stages.stage_number,
        CASE
            WHEN newest.stage_number IS NOT NULL AND actions.direction <> 'unclear' THEN actions.direction
            ELSE coalesce(heaviest.direction, actions.direction)
        END AS direction
    FROM data.action_stages AS stages
    JOIN data.actions USING (action_id)
    LEFT JOIN newest USING (action_id, stage_number)
    LEFT JOIN heaviest USING (action_id, stage_number)
)
SELECT * FROM final;
