-- What is searched: documents and actions, each with a number that changes with its words and with what it is
-- filtered by. Kept in the file, for the publication after to compare with.
CREATE OR REPLACE TABLE data.searched AS
WITH said AS (
    SELECT document_id AS id, hash(title, body, text_sha256) AS version FROM data.documents
    UNION ALL
    SELECT action_id, hash(title, jurisdiction, instrument, quotes) FROM data.searched_actions
)
SELECT said.id, hash(said.version, facts.places, facts.day, facts.terms) AS version
FROM said
JOIN facts ON said.id = facts.id;
