SELECT * FROM actions WHERE starts_with(action_id, $action_id) ORDER BY action_id LIMIT 5;
