-- Quotes that do not stand at their offsets.
WITH quoted AS (SELECT candidate_id, document_id, text_sha256, unnest(evidence) AS said FROM candidates),
texts AS (SELECT DISTINCT ON (document_id, text_sha256) document_id, text_sha256, text FROM document_texts)
SELECT
    quoted.candidate_id AS subject,
    'its quote at ' || quoted.said."start" || ' to ' || quoted.said."end" AS missing
FROM quoted
JOIN texts USING (document_id, text_sha256)
WHERE substring(texts.text, quoted.said."start" + 1, quoted.said."end" - quoted.said."start")
    IS DISTINCT FROM quoted.said.quote
ORDER BY ALL;
