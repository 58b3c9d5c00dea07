-- Candidates by the beginning of their id or of their action's; the rows of the newest readings.
WITH stages AS (
    SELECT action_id, unnest(stages) AS stage FROM actions
),
resting AS (
    SELECT action_id, unnest(stage.candidate_ids) AS candidate_id FROM stages
),
final AS (
    SELECT candidates.*, resting.action_id,
        starts_with(candidates.candidate_id, $name) AS is_named_itself
    FROM candidates
    LEFT JOIN resting USING (candidate_id)
    WHERE starts_with(candidates.candidate_id, $name) OR starts_with(resting.action_id, $name)
    QUALIFY row_number() OVER (
        PARTITION BY candidate_id ORDER BY candidates.run_id DESC, candidates.text_sha256
    ) = 1
)
SELECT * FROM final ORDER BY action_id, candidate_id LIMIT 200;
