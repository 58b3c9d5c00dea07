SELECT action_id, title, jurisdiction, stage_date, quote, source_url, source_kind
FROM action_timeline
WHERE action_type IN ('hearing', 'introduced') AND stage_date >= (SELECT max(night) FROM nights)
ORDER BY stage_date, action_id
LIMIT 500;
