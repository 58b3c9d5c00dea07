CREATE VIEW revisions AS
SELECT document_id, title, kind, jurisdiction, source_id, url, section, change, before_text, after_text,
    seen_on, section_number, section_key, previous_section_key, is_read, content_sha256,
    previous_content_sha256
FROM data.revisions
WHERE change <> 'first'
ORDER BY seen_on DESC, jurisdiction, document_id, section_number;
