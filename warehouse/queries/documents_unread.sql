-- Documents of a period whose words could not be read, or not all of them.
SELECT document_texts.document_id, documents.source_id, documents.title, documents.url, document_texts.unreadable
FROM document_texts
JOIN documents USING (document_id, content_sha256)
WHERE document_texts.unreadable IS NOT NULL AND document_texts.run_id BETWEEN $first AND $last
QUALIFY row_number() OVER (PARTITION BY document_texts.document_id ORDER BY document_texts.run_id DESC) = 1
ORDER BY documents.source_id, document_texts.document_id;
