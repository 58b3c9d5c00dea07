CREATE VIEW nights AS
SELECT nights.run_id, nights.night, nights.outcome, nights.note, counts.sources_read, counts.sources_failed,
    counts.documents_new, counts.actions_new, counts.quarantined_count, nights.started_at_utc,
    nights.finished_at_utc
FROM data.nights
LEFT JOIN data.night_counts AS counts USING (run_id)
ORDER BY nights.night DESC;
