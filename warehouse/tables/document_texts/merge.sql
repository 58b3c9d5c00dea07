MERGE INTO document_texts AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY document_id, content_sha256 ORDER BY staged_order) = 1
) AS staged
ON kept.document_id = staged.document_id AND kept.content_sha256 = staged.content_sha256
WHEN MATCHED AND
    (kept.text, kept.text_sha256, kept.method, kept.pages, kept.title, kept.published_at,
        kept.published_at_raw, kept.language, kept.unreadable)
    IS DISTINCT FROM (staged.text, staged.text_sha256, staged.method, staged.pages, staged.title,
        staged.published_at, staged.published_at_raw, staged.language, staged.unreadable)
THEN UPDATE SET
    text = staged.text,
    text_sha256 = staged.text_sha256,
    method = staged.method,
    pages = staged.pages,
    title = staged.title,
    published_at = staged.published_at,
    published_at_raw = staged.published_at_raw,
    language = staged.language,
    unreadable = staged.unreadable,
    run_id = staged.run_id
WHEN NOT MATCHED THEN INSERT BY NAME;
