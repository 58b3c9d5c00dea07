SELECT jurisdiction, topic, direction, action_type, since, known_since, action_id, title
FROM policy_status
ORDER BY jurisdiction, topic;
