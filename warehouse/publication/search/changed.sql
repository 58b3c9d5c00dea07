CREATE OR REPLACE TEMP TABLE changed AS
WITH known AS (
    SELECT document_id AS id, hash(title, body, text_sha256) AS version FROM before.data.documents
    UNION ALL
    SELECT action_id, hash(title, jurisdiction, instrument, quotes) FROM before.data.searched_actions
)
SELECT coalesce(standing.id, known.id) AS id, standing.id IS NOT NULL AS stands
FROM standing
FULL JOIN known ON standing.id = known.id
WHERE standing.version IS DISTINCT FROM known.version;
