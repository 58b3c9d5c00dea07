-- Texts of no kept document version, and texts whose words are not those that were hashed.
SELECT document_id || ' version ' || content_sha256 AS subject, 'its document version' AS missing
FROM document_texts
ANTI JOIN documents USING (document_id, content_sha256)
UNION ALL
SELECT document_id || ' version ' || content_sha256, 'words of sha256 ' || text_sha256
FROM document_texts
WHERE sha256(text) <> text_sha256
ORDER BY ALL;
