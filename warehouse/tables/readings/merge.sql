MERGE INTO readings AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY document_id, text_sha256 ORDER BY staged_order) = 1
) AS staged
ON kept.document_id = staged.document_id AND kept.text_sha256 = staged.text_sha256
WHEN MATCHED AND
    (kept.detector_version, kept.relevant, kept.new_action, kept.score, kept.reasons)
    IS DISTINCT FROM (staged.detector_version, staged.relevant, staged.new_action, staged.score,
        staged.reasons)
THEN UPDATE SET
    detector_version = staged.detector_version,
    relevant = staged.relevant,
    new_action = staged.new_action,
    score = staged.score,
    reasons = staged.reasons,
    run_id = staged.run_id
WHEN NOT MATCHED THEN INSERT BY NAME;
