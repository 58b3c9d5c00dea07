CREATE VIEW action_timeline AS
SELECT actions.action_id, actions.title, actions.jurisdiction, actions.direction, stages.stage_number,
    stages.action_type, stages.stage_date, stages.first_seen_on, stages.is_new,
    stages.confidence_ratio AS confidence, told.quote, told.page, told.source_url, told.source_name,
    told.source_kind, told.document_title, told.document_id, told.capture_sha256,
    len(stages.document_ids) AS documents_count, actions.topics, actions.actor, actions.places,
    actions.ocd_id, actions.instrument, actions.corroboration, actions.conflicts
FROM data.actions
JOIN data.action_stages AS stages USING (action_id)
LEFT JOIN data.told USING (action_id, stage_number)
ORDER BY actions.jurisdiction, actions.action_id, stages.stage_number;
