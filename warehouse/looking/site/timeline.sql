SELECT action_id, stage_number, action_type, stage_date, first_seen_on, is_new, confidence, direction,
    documents_count, left(quote, 1000) AS quote, source_url, source_name, source_kind
FROM action_timeline
ORDER BY action_id, stage_number;
