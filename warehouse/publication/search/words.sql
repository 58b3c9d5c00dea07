WITH said AS (
    SELECT document_id AS id, title, concat_ws(chr(10), title, body, text) AS words
    FROM data.documents
    WHERE document_id IN (SELECT id FROM changed WHERE stands)
    UNION ALL
    SELECT action_id, title, concat_ws(chr(10), title, jurisdiction, instrument, quotes)
    FROM data.searched_actions
    WHERE action_id IN (SELECT id FROM changed WHERE stands)
)
SELECT said.id, said.title, said.words, facts.places, facts.day, facts.terms
FROM said
JOIN facts ON said.id = facts.id;
