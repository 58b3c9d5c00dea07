SELECT source_id FROM sources WHERE first_seen_run = $run_id ORDER BY source_id;
