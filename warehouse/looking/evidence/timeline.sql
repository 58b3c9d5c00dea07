SELECT stage_number, action_type, stage_date, first_seen_on, is_new, confidence, documents_count
FROM action_timeline WHERE action_id = $action_id ORDER BY stage_number;
