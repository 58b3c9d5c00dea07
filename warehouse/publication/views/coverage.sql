-- Every watched source in every night that it was watched, read or not.
CREATE VIEW coverage AS
WITH watched AS (
    SELECT nights.run_id, nights.night, nights.outcome, sources.source_id, sources.title, sources.jurisdiction,
        sources.ocd_id, sources.kind, sources.platform, sources.url
    FROM data.nights
    JOIN data.sources ON sources.first_watched_on <= nights.night AND nights.night <= sources.last_watched_on
),
unread AS (
    SELECT source_id, last_seen_on AS night, count(*) AS unreadable_count
    FROM data.documents
    WHERE unreadable IS NOT NULL
    GROUP BY ALL
),
final AS (
    SELECT watched.night, watched.jurisdiction, watched.source_id, watched.title, watched.kind,
        verdicts.verdict, coalesce(verdicts.verdict IN ('ok', 'unchanged', 'empty'), false)
            AND verdicts.held_back_reason IS NULL AS was_read,
        verdicts.reason, verdicts.held_back_reason, coalesce(verdicts.documents_count, 0) AS documents_count,
        coalesce(verdicts.captures_count, 0) AS responses_count,
        coalesce(verdicts.unchanged_count, 0) AS unchanged_count,
        coalesce(verdicts.errors_count, 0) AS errors_count,
        coalesce(unread.unreadable_count, 0) AS unreadable_count, watched.platform, watched.url, watched.ocd_id,
        watched.run_id
    FROM watched
    LEFT JOIN data.source_nights AS verdicts USING (run_id, source_id)
    LEFT JOIN unread ON watched.source_id = unread.source_id AND watched.night = unread.night
)
SELECT * FROM final ORDER BY night DESC, was_read, jurisdiction, source_id;
