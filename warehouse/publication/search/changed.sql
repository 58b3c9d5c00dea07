CREATE OR REPLACE TEMP TABLE changed AS
SELECT coalesce(standing.id, known.id) AS id, standing.id IS NOT NULL AS stands
FROM data.searched AS standing
FULL JOIN before.data.searched AS known ON standing.id = known.id
WHERE standing.version IS DISTINCT FROM known.version;
