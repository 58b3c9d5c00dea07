-- The newest version of each document, with its words and where its bytes are kept.
CREATE TABLE data.documents AS
WITH versions AS (
    SELECT *,
        min(first_seen_run) OVER (PARTITION BY document_id) AS document_first_run,
        count(*) OVER (PARTITION BY document_id) AS versions_count,
        row_number() OVER (
            PARTITION BY document_id
            ORDER BY last_seen_run DESC, first_seen_run DESC, position DESC, content_sha256
        ) AS newness
    FROM lake.documents
),
final AS (
    SELECT versions.document_id,
        coalesce(versions.title, texts.title) AS title,
        versions.kind, versions.jurisdiction, versions.source_id,
        coalesce(sources.title, versions.source_id) AS source_name,
        sources.kind AS source_kind,
        versions.body, versions.status,
        coalesce(versions.published_at, texts.published_at) AS published_at,
        try_cast(left(coalesce(versions.published_at, texts.published_at), 10) AS DATE) AS published_on,
        versions.starts_at,
        try_cast(left(versions.starts_at, 10) AS DATE) AS starts_on,
        versions.url, versions.attachments, versions.parent_id,
        texts.text, length(texts.text) AS text_chars, len(texts.pages) AS pages_count,
        texts.method AS text_method, texts.unreadable, texts.language,
        readings.relevant AS is_relevant, readings.new_action AS has_new_action,
        readings.score AS relevance_ratio,
        try_cast(coalesce(first.night, versions.document_first_run) AS DATE) AS first_seen_on,
        try_cast(coalesce(last.night, versions.last_seen_run) AS DATE) AS last_seen_on,
        versions.versions_count,
        versions.content_sha256, texts.text_sha256, captures.capture_id,
        captures.sha256 AS capture_sha256, captures.warc_path, captures.warc_offset,
        try_cast(captures.fetched_at_utc AS TIMESTAMPTZ) AS fetched_at_utc
    FROM versions
    LEFT JOIN lake.document_texts AS texts USING (document_id, content_sha256)
    LEFT JOIN lake.readings
        ON texts.document_id = readings.document_id AND texts.text_sha256 = readings.text_sha256
    LEFT JOIN lake.sources ON versions.source_id = sources.source_id
    LEFT JOIN lake.captures ON versions.capture_id = captures.capture_id
    LEFT JOIN lake.nights AS first ON versions.document_first_run = first.run_id
    LEFT JOIN lake.nights AS last ON versions.last_seen_run = last.run_id
    WHERE versions.newness = 1
)
SELECT * FROM final;
