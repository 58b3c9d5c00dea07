-- What was ranked, in the file's own words. The index has filtered; @…_are_meant: which ids are meant.
WITH ranked AS (
    SELECT unnest($ids::VARCHAR[]) AS id, unnest($scores::DOUBLE[]) AS score
),
found AS MATERIALIZED (
    SELECT 'action' AS found, title, jurisdiction, coalesce(stage_date, first_seen_on) AS date,
        source_url AS url, action_id AS id, direction
    FROM actions
    WHERE @actions_are_meant
    UNION ALL
    SELECT kind, title, jurisdiction, coalesce(published_on, starts_on, first_seen_on), url, document_id, NULL
    FROM documents
    WHERE @documents_are_meant
)
SELECT found.found, found.title, found.jurisdiction, found.date, found.url, found.id, ranked.score, found.direction
FROM found
JOIN ranked ON found.id = ranked.id
ORDER BY ranked.score DESC, found.date DESC NULLS LAST, found.id;
