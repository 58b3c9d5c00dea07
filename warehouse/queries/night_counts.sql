WITH tonight AS (SELECT $run_id::VARCHAR AS run_id)
SELECT tonight.run_id,
    (SELECT count(*) FROM captures WHERE captures.run_id = tonight.run_id) AS captures,
    (SELECT coalesce(sum(size_bytes), 0)::BIGINT FROM captures WHERE captures.run_id = tonight.run_id) AS size_bytes,
    (SELECT count(*) FROM documents WHERE first_seen_run = tonight.run_id) AS documents_new,
    (SELECT count(*) FROM document_texts WHERE document_texts.run_id = tonight.run_id AND unreadable IS NOT NULL)
        AS documents_unreadable,
    (SELECT count(*) FROM readings WHERE readings.run_id = tonight.run_id) AS readings,
    (SELECT count(*) FROM candidates WHERE first_seen_run = tonight.run_id) AS candidates_new,
    (SELECT count(*) FROM actions WHERE first_seen_run = tonight.run_id) AS actions_new,
    (SELECT count(*) FROM actions WHERE actions.run_id = tonight.run_id) AS actions_changed,
    (SELECT count(*) FROM alerts WHERE alerts.run_id = tonight.run_id AND NOT is_bundled) AS mails_owed,
    (SELECT count(*) FROM alerts WHERE alerts.run_id = tonight.run_id AND state = 'sent' AND NOT is_bundled)
        AS mails_sent,
    (SELECT count(*) FROM alerts WHERE state = 'pending' AND NOT is_bundled) AS mails_pending,
    (SELECT count(*) FROM alerts WHERE state = 'parked' AND NOT is_bundled) AS mails_parked,
    (SELECT count(*) FROM quarantine WHERE quarantine.run_id = tonight.run_id) AS quarantined
FROM tonight;
