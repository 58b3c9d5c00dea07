-- The text of each document's newest version, where this detector has not read those words of it yet.
WITH newest AS (
    SELECT *, count(*) OVER (PARTITION BY document_id) AS versions_count FROM documents
    QUALIFY row_number() OVER (
        PARTITION BY document_id
        ORDER BY last_seen_run DESC, first_seen_run DESC, position DESC, content_sha256
    ) = 1
),
final AS (
    SELECT newest AS document, document_texts AS document_text, sources AS source,
        newest.versions_count
    FROM newest
    JOIN document_texts USING (document_id, content_sha256)
    JOIN sources ON newest.source_id = sources.source_id
    LEFT JOIN readings ON document_texts.document_id = readings.document_id
        AND document_texts.text_sha256 = readings.text_sha256
        AND readings.detector_version = $detector_version
    WHERE readings.document_id IS NULL
)
SELECT * FROM final;
