CREATE TABLE data.night_counts AS
SELECT nights.run_id,
    (SELECT count(*) FROM lake.source_nights AS s
        WHERE s.run_id = nights.run_id AND s.verdict IN ('ok', 'unchanged', 'empty')) AS sources_read,
    (SELECT count(*) FROM lake.source_nights AS s
        WHERE s.run_id = nights.run_id AND s.verdict IN ('blocked', 'broken', 'unreachable')) AS sources_failed,
    (SELECT count(*) FROM lake.documents AS d WHERE d.first_seen_run = nights.run_id) AS documents_new,
    (SELECT count(*) FROM lake.actions AS a WHERE a.first_seen_run = nights.run_id) AS actions_new,
    (SELECT count(*) FROM lake.quarantine AS q WHERE q.run_id = nights.run_id) AS quarantined_count
FROM lake.nights;
