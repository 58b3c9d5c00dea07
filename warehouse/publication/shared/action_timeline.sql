SELECT action_id, stage_number, jurisdiction, title, direction, action_type, stage_date, first_seen_on, is_new,
    round(confidence, 3) AS confidence, left(quote, 300) AS quote, page, source_url, source_name, source_kind,
    document_title, documents_count, capture_sha256
FROM action_timeline
ORDER BY jurisdiction, action_id, stage_number;
