CREATE VIEW source_health AS
WITH tonight AS (SELECT max(night) AS night FROM data.nights),
latest AS (
    SELECT * FROM data.source_nights
    QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY night DESC, run_id DESC) = 1
),
turned AS (
    SELECT source_nights.source_id, max(source_nights.night) AS other_on
    FROM data.source_nights
    JOIN latest USING (source_id)
    WHERE source_nights.verdict <> latest.verdict
    GROUP BY source_nights.source_id
),
lasting AS (
    SELECT source_nights.source_id, min(source_nights.night) AS since
    FROM data.source_nights
    LEFT JOIN turned USING (source_id)
    WHERE turned.other_on IS NULL OR source_nights.night > turned.other_on
    GROUP BY source_nights.source_id
),
good AS (
    SELECT source_id, max(night) AS last_read_on
    FROM data.source_nights
    WHERE verdict IN ('ok', 'unchanged', 'empty')
    GROUP BY source_id
),
spoken AS (
    SELECT source_id, count(*) AS documents_total, max(first_seen_on) AS last_spoke_on
    FROM data.documents
    GROUP BY source_id
),
told AS (
    SELECT sources.source_id, sources.title, sources.jurisdiction, sources.kind, sources.platform,
        latest.verdict, latest.reason, lasting.since, good.last_read_on,
        latest.documents_count, coalesce(spoken.documents_total, 0) AS documents_total,
        spoken.last_spoke_on, sources.rhythm_days,
        tonight.night - coalesce(spoken.last_spoke_on, sources.first_watched_on) AS silent_days,
        coalesce(
            tonight.night - coalesce(spoken.last_spoke_on, sources.first_watched_on) > sources.rhythm_days,
            false
        ) AS is_silent,
        latest.held_back_reason, latest.errors_count, latest.night AS last_night, sources.url, latest.proposal
    FROM data.sources
    CROSS JOIN tonight
    LEFT JOIN latest USING (source_id)
    LEFT JOIN lasting USING (source_id)
    LEFT JOIN good USING (source_id)
    LEFT JOIN spoken USING (source_id)
),
final AS (
    SELECT * EXCLUDE (proposal),
        CASE
            WHEN proposal IS NOT NULL THEN 'look at the page, then edit its YAML as proposed'
            WHEN held_back_reason IS NOT NULL
                THEN 'read why its documents were set aside; policywatch sources check ' || source_id
            WHEN verdict = 'blocked' THEN 'ask the owner of the site; nothing is worked around'
            WHEN verdict = 'broken' THEN 'policywatch sources check ' || source_id || '; mend its YAML or the platform'
            WHEN verdict = 'unreachable' THEN 'wait a night, then check the address'
            WHEN is_silent THEN 'look at the page: it has been silent for longer than is usual'
        END AS what_to_do,
        proposal
    FROM told
)
SELECT * FROM final ORDER BY verdict IN ('ok', 'unchanged', 'empty'), source_id;
