-- What labelled documents are made of: each judged document with the words that were judged.
WITH judged AS (
    SELECT DISTINCT document_id, text_sha256 FROM reviews WHERE follows IS NULL
),
words AS (
    SELECT document_id, text_sha256, any_value(text) AS text, min(content_sha256) AS content_sha256,
        any_value(title) AS title, any_value(published_at) AS published_at
    FROM document_texts
    GROUP BY document_id, text_sha256
),
final AS (
    SELECT judged.document_id, judged.text_sha256, documents.url,
        coalesce(documents.title, words.title) AS title,
        coalesce(documents.published_at, words.published_at) AS published_at,
        sources.kind AS source_kind, documents.jurisdiction, words.text
    FROM judged
    JOIN words USING (document_id, text_sha256)
    JOIN documents ON words.document_id = documents.document_id
        AND words.content_sha256 = documents.content_sha256
    LEFT JOIN sources ON documents.source_id = sources.source_id
)
SELECT * FROM final ORDER BY document_id, text_sha256;
