SELECT action_id, title, jurisdiction, ocd_id, places, topics, direction, action_type, stage_date, actor,
    instrument, corroboration, conflicts, first_seen_on, confidence
FROM actions
ORDER BY coalesce(stage_date, first_seen_on) DESC, first_seen_on DESC, action_id;
