MERGE INTO candidates AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY candidate_id, text_sha256 ORDER BY staged_order) = 1
) AS staged
ON kept.candidate_id = staged.candidate_id AND kept.text_sha256 = staged.text_sha256
WHEN MATCHED AND
    (kept.document_id, kept.action_type, kept.topics, kept.direction, kept.actor, kept.jurisdiction,
        kept.ocd_id, kept.places, kept.action_date, kept.action_date_raw, kept.is_new, kept.instrument,
        kept.evidence, kept.confidence, kept.reasons, kept.detector_version)
    IS DISTINCT FROM (staged.document_id, staged.action_type, staged.topics, staged.direction, staged.actor,
        staged.jurisdiction, staged.ocd_id, staged.places, staged.action_date, staged.action_date_raw,
        staged.is_new, staged.instrument, staged.evidence, staged.confidence, staged.reasons,
        staged.detector_version)
THEN UPDATE SET
    document_id = staged.document_id,
    action_type = staged.action_type,
    topics = staged.topics,
    direction = staged.direction,
    actor = staged.actor,
    jurisdiction = staged.jurisdiction,
    ocd_id = staged.ocd_id,
    places = staged.places,
    action_date = staged.action_date,
    action_date_raw = staged.action_date_raw,
    is_new = staged.is_new,
    instrument = staged.instrument,
    evidence = staged.evidence,
    confidence = staged.confidence,
    reasons = staged.reasons,
    detector_version = staged.detector_version,
    run_id = staged.run_id
WHEN NOT MATCHED THEN INSERT BY NAME;
