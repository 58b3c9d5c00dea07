CREATE MACRO new_actions_as_of(day) AS TABLE
SELECT action_id, title, jurisdiction, direction, action_type, stage_date, quote, source_url, source_name,
    document_title, topics, actor, instrument, corroboration, conflicts, confidence, first_seen_on, places,
    ocd_id, documents_count, page, document_id, capture_sha256
FROM action_timeline_as_of(day)
WHERE is_new
    AND first_seen_on = (SELECT max(night) FROM data.nights WHERE night <= day::DATE AND outcome <> 'held')
ORDER BY jurisdiction, action_id, stage_number;
