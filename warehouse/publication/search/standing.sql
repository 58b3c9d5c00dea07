-- What is searched: documents and actions, each with a number that changes with its words.
CREATE OR REPLACE TEMP TABLE standing AS
SELECT document_id AS id, hash(title, body, text_sha256) AS version FROM data.documents
UNION ALL
SELECT action_id, hash(title, jurisdiction, instrument, quotes) FROM data.searched_actions;
