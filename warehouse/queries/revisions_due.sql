-- Each document's newest version that has words, with the version before it, where their difference is not
-- kept yet; a directive's first version too, for its sections begin its history. The words are joined last,
-- so that a night without changes reads none.
WITH readable AS (
    SELECT documents.document_id, documents.kind, documents.content_sha256, document_texts.text_sha256,
        documents.last_seen_run, documents.first_seen_run, documents.position
    FROM documents
    JOIN document_texts USING (document_id, content_sha256)
    WHERE document_texts.unreadable IS NULL
),
ordered AS (
    SELECT *,
        row_number() OVER newest_first AS newness,
        lead(content_sha256) OVER newest_first AS previous_content_sha256,
        lead(text_sha256) OVER newest_first AS previous_text_sha256
    FROM readable
    WINDOW newest_first AS (
        PARTITION BY document_id
        ORDER BY last_seen_run DESC, first_seen_run DESC, position DESC, content_sha256
    )
),
due AS (
    SELECT ordered.document_id, ordered.content_sha256, ordered.previous_content_sha256
    FROM ordered
    LEFT JOIN revisions
        ON ordered.document_id = revisions.document_id
        AND ordered.content_sha256 = revisions.content_sha256
        AND ordered.previous_content_sha256 IS NOT DISTINCT FROM revisions.previous_content_sha256
    WHERE newness = 1
        AND (revisions.document_id IS NULL OR $again)
        AND (
            (ordered.previous_content_sha256 IS NULL AND kind IN ('directive', 'agreement'))
            OR previous_text_sha256 <> text_sha256
        )
),
final AS (
    SELECT due.document_id, due.content_sha256, due.previous_content_sha256,
        later.text, later.pages, earlier.text AS previous_text, earlier.pages AS previous_pages
    FROM due
    JOIN document_texts AS later
        ON due.document_id = later.document_id AND due.content_sha256 = later.content_sha256
    LEFT JOIN document_texts AS earlier
        ON due.document_id = earlier.document_id AND due.previous_content_sha256 = earlier.content_sha256
)
SELECT * FROM final ORDER BY document_id;
