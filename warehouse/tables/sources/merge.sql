-- The newest night's declaration stands.
MERGE INTO sources AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY staged_order) = 1
) AS staged
ON kept.source_id = staged.source_id
WHEN MATCHED AND (
    staged.first_seen_run < kept.first_seen_run
    OR staged.last_seen_run > kept.last_seen_run
    OR (
        staged.last_seen_run = kept.last_seen_run
        AND (kept.jurisdiction, kept.ocd_id, kept.geoid, kept.timezone, kept.kind, kept.platform, kept.url,
            kept.title, kept.floor, kept.rhythm_days, kept.hosts, kept.delay_seconds, kept.options)
        IS DISTINCT FROM (staged.jurisdiction, staged.ocd_id, staged.geoid, staged.timezone, staged.kind,
            staged.platform, staged.url, staged.title, staged.floor, staged.rhythm_days, staged.hosts,
            staged.delay_seconds, staged.options)
    )
) THEN UPDATE SET
    jurisdiction = if(staged.last_seen_run >= kept.last_seen_run, staged.jurisdiction, kept.jurisdiction),
    ocd_id = if(staged.last_seen_run >= kept.last_seen_run, staged.ocd_id, kept.ocd_id),
    geoid = if(staged.last_seen_run >= kept.last_seen_run, staged.geoid, kept.geoid),
    timezone = if(staged.last_seen_run >= kept.last_seen_run, staged.timezone, kept.timezone),
    kind = if(staged.last_seen_run >= kept.last_seen_run, staged.kind, kept.kind),
    platform = if(staged.last_seen_run >= kept.last_seen_run, staged.platform, kept.platform),
    url = if(staged.last_seen_run >= kept.last_seen_run, staged.url, kept.url),
    title = if(staged.last_seen_run >= kept.last_seen_run, staged.title, kept.title),
    floor = if(staged.last_seen_run >= kept.last_seen_run, staged.floor, kept.floor),
    rhythm_days = if(staged.last_seen_run >= kept.last_seen_run, staged.rhythm_days, kept.rhythm_days),
    hosts = if(staged.last_seen_run >= kept.last_seen_run, staged.hosts, kept.hosts),
    delay_seconds = if(staged.last_seen_run >= kept.last_seen_run, staged.delay_seconds,
        kept.delay_seconds),
    options = if(staged.last_seen_run >= kept.last_seen_run, staged.options, kept.options),
    first_seen_run = least(kept.first_seen_run, staged.first_seen_run),
    last_seen_run = greatest(kept.last_seen_run, staged.last_seen_run)
WHEN NOT MATCHED THEN INSERT BY NAME;
