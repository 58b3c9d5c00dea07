WITH documents_found AS (
    SELECT document_id AS id, fts_data_documents.match_bm25(document_id, $words) AS score
    FROM data.documents
),
actions_found AS (
    SELECT action_id AS id, fts_data_searched_actions.match_bm25(action_id, $words) AS score
    FROM data.searched_actions
),
final AS (
    SELECT 'action' AS found, actions.title, actions.jurisdiction, actions.stage_date AS date,
        actions.source_url AS url, actions.action_id AS id, score, left(actions.quote, 300) AS words
    FROM actions_found JOIN actions ON actions_found.id = actions.action_id
    WHERE score IS NOT NULL
    UNION ALL
    SELECT documents.kind, documents.title, documents.jurisdiction, coalesce(documents.published_on,
        documents.starts_on), documents.url, documents.document_id, score, left(documents.text, 300)
    FROM documents_found JOIN documents ON documents_found.id = documents.document_id
    WHERE score IS NOT NULL
)
SELECT * FROM final ORDER BY score DESC, id LIMIT $limit;
