SELECT action_id, title, jurisdiction, ocd_id, direction, action_type, stage_date, is_new, topics, actor,
    instrument, first_seen_on, round(confidence, 3) AS confidence, left(quote, 300) AS quote, source_url,
    source_name, document_title, corroboration, conflicts, places, stages_count
FROM actions
ORDER BY first_seen_on DESC, stage_date DESC NULLS LAST, action_id;
