-- What the rooms that resolve and compose need to know of a document, without its words.
WITH versions AS (
    SELECT *, min(first_seen_run) OVER (PARTITION BY document_id) AS document_first_run
    FROM documents
    WHERE list_contains($document_ids::VARCHAR[], document_id)
),
newest AS (
    SELECT * FROM versions
    QUALIFY row_number() OVER (
        PARTITION BY document_id
        ORDER BY last_seen_run DESC, first_seen_run DESC, position DESC, content_sha256
    ) = 1
),
good_nights AS (
    SELECT source_id, min(run_id) AS first_good_run
    FROM source_nights
    WHERE verdict IN ('ok', 'unchanged', 'empty')
    GROUP BY source_id
),
final AS (
    SELECT newest.document_id, newest.source_id, newest.jurisdiction, newest.kind, newest.url,
        coalesce(sources.title, newest.source_id) AS source_name, sources.kind AS source_kind,
        coalesce(newest.title, document_texts.title) AS title,
        coalesce(newest.published_at, document_texts.published_at) AS published_at,
        newest.starts_at, newest.content_sha256, newest.capture_id,
        coalesce(nights.night, newest.document_first_run) AS first_seen_on,
        coalesce(version_nights.night, newest.first_seen_run) AS version_first_seen_on,
        coalesce(good_nights.first_good_run < newest.document_first_run, false) AS source_seen_before,
        captures.sha256, captures.warc_path, captures.warc_offset, captures.fetched_at_utc
    FROM newest
    LEFT JOIN document_texts USING (document_id, content_sha256)
    LEFT JOIN sources ON newest.source_id = sources.source_id
    LEFT JOIN nights ON nights.run_id = newest.document_first_run
    LEFT JOIN nights AS version_nights ON version_nights.run_id = newest.first_seen_run
    LEFT JOIN good_nights ON good_nights.source_id = newest.source_id
    LEFT JOIN captures ON captures.capture_id = newest.capture_id
)
SELECT * FROM final ORDER BY document_id;
