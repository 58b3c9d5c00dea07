-- The newest earlier version of a document that this detector has read, with its words.
SELECT document_texts.text, document_texts.pages, readings AS reading
FROM documents
JOIN document_texts USING (document_id, content_sha256)
JOIN readings ON document_texts.document_id = readings.document_id
    AND document_texts.text_sha256 = readings.text_sha256
WHERE documents.document_id = $document_id
    AND document_texts.text_sha256 <> $text_sha256
    AND document_texts.unreadable IS NULL
    AND readings.detector_version = $detector_version
ORDER BY documents.last_seen_run DESC, documents.first_seen_run DESC, documents.position DESC,
    documents.content_sha256
LIMIT 1;
