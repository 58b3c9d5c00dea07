SELECT document_id, title, url, source_name, unreadable
FROM documents
WHERE unreadable IS NOT NULL
ORDER BY last_seen_on DESC, document_id
LIMIT 5000;
