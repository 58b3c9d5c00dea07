-- What became of each watched source in the nights of a period, and how long it has been silent at its end.
WITH nights_of AS (
    SELECT run_id FROM nights WHERE run_id BETWEEN $first AND $last
),
verdicts AS (
    SELECT source_nights.* FROM source_nights JOIN nights_of USING (run_id)
),
watched AS (
    SELECT sources.*, count(nights_of.run_id) AS nights_count
    FROM sources LEFT JOIN nights_of ON nights_of.run_id >= sources.first_seen_run
    WHERE last_seen_run >= $first AND first_seen_run <= $last
    GROUP BY ALL
),
per_source AS (
    SELECT source_id,
        count_if(verdict IN ('ok', 'unchanged', 'empty')) AS read_count,
        arg_max(verdict, run_id) AS verdict, arg_max(reason, run_id) AS reason,
        arg_max(held_back_reason, run_id) AS held_back_reason
    FROM verdicts GROUP BY source_id
),
good AS (
    SELECT source_id, max(run_id) AS last_read_on FROM source_nights
    WHERE verdict IN ('ok', 'unchanged', 'empty') AND run_id <= $last
    GROUP BY source_id
),
spoken AS (
    SELECT source_id, max(first_seen_run) AS last_spoke_on FROM documents
    WHERE first_seen_run <= $last GROUP BY source_id
)
SELECT watched.source_id, watched.title, watched.jurisdiction, watched.ocd_id, watched.url,
    watched.nights_count, coalesce(per_source.read_count, 0) AS read_count,
    per_source.verdict, per_source.reason, per_source.held_back_reason, good.last_read_on, watched.rhythm_days,
    CAST($last AS DATE) - CAST(coalesce(spoken.last_spoke_on, watched.first_seen_run) AS DATE) AS silent_days
FROM watched
LEFT JOIN per_source USING (source_id)
LEFT JOIN good USING (source_id)
LEFT JOIN spoken USING (source_id)
ORDER BY watched.source_id;
