SELECT document_id AS id, concat_ws(' ', body, text) AS words
FROM documents
WHERE @documents_are_meant
UNION ALL
SELECT actions.action_id, concat_ws(' … ', actions.quote, searched.quotes)
FROM actions
LEFT JOIN data.searched_actions AS searched ON actions.action_id = searched.action_id
WHERE @actions_are_meant;
