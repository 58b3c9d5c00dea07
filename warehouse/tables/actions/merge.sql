MERGE INTO actions AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY staged_order) = 1
) AS staged
ON kept.action_id = staged.action_id
WHEN MATCHED AND
    (kept.title, kept.jurisdiction, kept.ocd_id, kept.places, kept.topics, kept.direction, kept.actor,
        kept.instrument, kept.stages, kept.corroboration, kept.conflicts, kept.first_seen_on,
        kept.confidence)
    IS DISTINCT FROM (staged.title, staged.jurisdiction, staged.ocd_id, staged.places, staged.topics,
        staged.direction, staged.actor, staged.instrument, staged.stages, staged.corroboration,
        staged.conflicts, staged.first_seen_on, staged.confidence)
THEN UPDATE SET
    title = staged.title,
    jurisdiction = staged.jurisdiction,
    ocd_id = staged.ocd_id,
    places = staged.places,
    topics = staged.topics,
    direction = staged.direction,
    actor = staged.actor,
    instrument = staged.instrument,
    stages = staged.stages,
    corroboration = staged.corroboration,
    conflicts = staged.conflicts,
    first_seen_on = staged.first_seen_on,
    confidence = staged.confidence,
    run_id = staged.run_id
WHEN NOT MATCHED THEN INSERT BY NAME;
