-- What the view of actions shows: each with its newest step and the proof of that.
CREATE TABLE data.standing_actions AS
WITH standing AS (
    SELECT *, count(*) OVER (PARTITION BY action_id) AS stages_count
    FROM data.action_stages
    QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY stage_number DESC) = 1
)
SELECT actions.action_id, actions.title, actions.jurisdiction, actions.direction, standing.action_type,
    standing.stage_date, standing.is_new, actions.topics, actions.actor, actions.instrument,
    actions.first_seen_on, actions.confidence_ratio AS confidence, told.quote, told.source_url,
    told.source_name, told.document_title, actions.corroboration, actions.conflicts, actions.places,
    actions.ocd_id, coalesce(standing.stages_count, 0) AS stages_count
FROM data.actions
LEFT JOIN standing USING (action_id)
LEFT JOIN data.told ON told.action_id = standing.action_id AND told.stage_number = standing.stage_number
ORDER BY actions.first_seen_on DESC, standing.stage_date DESC NULLS LAST, actions.action_id;
