SELECT action_id, version_number, night::VARCHAR AS night,
    strftime(published_at_utc AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%f+00:00') AS published_at_utc,
    is_withdrawn, title, jurisdiction, ocd_id, places, topics, direction, actor, instrument, corroboration,
    conflicts, first_seen_on, confidence, stages
FROM data.action_versions
WHERE is_added
ORDER BY action_id, version_number;
