-- Revisits whose bytes no kept capture has.
SELECT revisit.capture_id AS subject, 'sha256 ' || revisit.sha256 AS missing
FROM captures AS revisit
ANTI JOIN (SELECT sha256 FROM captures WHERE NOT is_revisit) AS original ON original.sha256 = revisit.sha256
WHERE revisit.is_revisit
ORDER BY ALL;
