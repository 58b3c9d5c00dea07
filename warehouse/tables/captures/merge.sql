-- A crawl begun anew may keep the same response elsewhere in its archive.
MERGE INTO captures AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY capture_id ORDER BY staged_order) = 1
) AS staged
ON kept.capture_id = staged.capture_id
WHEN MATCHED AND
    (kept.run_id, kept.source_id, kept.url, kept.requested_url, kept.method, kept.status,
        kept.fetched_at_utc, kept.media_type, kept.charset, kept.size_bytes, kept.sha256, kept.etag,
        kept.last_modified, kept.is_revisit, kept.warc_path, kept.warc_offset,
        kept.request_sha256)
    IS DISTINCT FROM (staged.run_id, staged.source_id, staged.url, staged.requested_url, staged.method,
        staged.status, staged.fetched_at_utc, staged.media_type, staged.charset, staged.size_bytes,
        staged.sha256, staged.etag, staged.last_modified, staged.is_revisit, staged.warc_path,
        staged.warc_offset, staged.request_sha256)
THEN UPDATE SET
    run_id = staged.run_id,
    source_id = staged.source_id,
    url = staged.url,
    requested_url = staged.requested_url,
    method = staged.method,
    status = staged.status,
    fetched_at_utc = staged.fetched_at_utc,
    media_type = staged.media_type,
    charset = staged.charset,
    size_bytes = staged.size_bytes,
    sha256 = staged.sha256,
    etag = staged.etag,
    last_modified = staged.last_modified,
    is_revisit = staged.is_revisit,
    warc_path = staged.warc_path,
    warc_offset = staged.warc_offset,
    request_sha256 = staged.request_sha256
WHEN NOT MATCHED THEN INSERT BY NAME;
