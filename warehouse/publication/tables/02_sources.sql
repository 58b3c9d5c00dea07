CREATE TABLE data.sources AS
SELECT sources.source_id, coalesce(sources.title, sources.source_id) AS title, sources.jurisdiction,
    sources.ocd_id, sources.geoid, sources.kind, sources.platform, sources.url, sources.timezone,
    sources.floor, sources.rhythm_days,
    try_cast(coalesce(first.night, sources.first_seen_run) AS DATE) AS first_watched_on,
    try_cast(coalesce(last.night, sources.last_seen_run) AS DATE) AS last_watched_on
FROM lake.sources
LEFT JOIN lake.nights AS first ON sources.first_seen_run = first.run_id
LEFT JOIN lake.nights AS last ON sources.last_seen_run = last.run_id;
