DELETE FROM actions WHERE list_contains($action_ids::VARCHAR[], action_id);
