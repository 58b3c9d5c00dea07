-- A version keeps the capture that first showed it; what changed beside its content is the newest night's.
-- An older landing loaded late never overwrites a newer one.
MERGE INTO documents AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY document_id, content_sha256 ORDER BY staged_order) = 1
) AS staged
ON kept.document_id = staged.document_id AND kept.content_sha256 = staged.content_sha256
WHEN MATCHED AND (
    staged.first_seen_run < kept.first_seen_run
    OR staged.last_seen_run > kept.last_seen_run
    OR (
        staged.last_seen_run = kept.last_seen_run
        AND (kept.source_id, kept.jurisdiction, kept.kind, kept.url, kept.title, kept.published_at,
            kept.published_at_raw, kept.starts_at, kept.starts_at_raw, kept.status, kept.body,
            kept.attachments, kept.parent_id, kept.inline_text, kept.inline_media_type, kept.position)
        IS DISTINCT FROM (staged.source_id, staged.jurisdiction, staged.kind, staged.url, staged.title,
            staged.published_at, staged.published_at_raw, staged.starts_at, staged.starts_at_raw,
            staged.status, staged.body, staged.attachments, staged.parent_id, staged.inline_text,
            staged.inline_media_type, staged.position)
    )
    OR (staged.first_seen_run = kept.first_seen_run AND staged.capture_id <> kept.capture_id)
) THEN UPDATE SET
    source_id = if(staged.last_seen_run >= kept.last_seen_run, staged.source_id, kept.source_id),
    jurisdiction = if(staged.last_seen_run >= kept.last_seen_run, staged.jurisdiction, kept.jurisdiction),
    kind = if(staged.last_seen_run >= kept.last_seen_run, staged.kind, kept.kind),
    url = if(staged.last_seen_run >= kept.last_seen_run, staged.url, kept.url),
    title = if(staged.last_seen_run >= kept.last_seen_run, staged.title, kept.title),
    published_at = if(staged.last_seen_run >= kept.last_seen_run, staged.published_at, kept.published_at),
    published_at_raw = if(staged.last_seen_run >= kept.last_seen_run, staged.published_at_raw,
        kept.published_at_raw),
    starts_at = if(staged.last_seen_run >= kept.last_seen_run, staged.starts_at, kept.starts_at),
    starts_at_raw = if(staged.last_seen_run >= kept.last_seen_run, staged.starts_at_raw,
        kept.starts_at_raw),
    status = if(staged.last_seen_run >= kept.last_seen_run, staged.status, kept.status),
    body = if(staged.last_seen_run >= kept.last_seen_run, staged.body, kept.body),
    attachments = if(staged.last_seen_run >= kept.last_seen_run, staged.attachments, kept.attachments),
    parent_id = if(staged.last_seen_run >= kept.last_seen_run, staged.parent_id, kept.parent_id),
    inline_text = if(staged.last_seen_run >= kept.last_seen_run, staged.inline_text, kept.inline_text),
    inline_media_type = if(staged.last_seen_run >= kept.last_seen_run, staged.inline_media_type,
        kept.inline_media_type),
    position = if(staged.last_seen_run >= kept.last_seen_run, staged.position, kept.position),
    capture_id = if(staged.first_seen_run <= kept.first_seen_run, staged.capture_id, kept.capture_id),
    first_seen_run = least(kept.first_seen_run, staged.first_seen_run),
    last_seen_run = greatest(kept.last_seen_run, staged.last_seen_run)
WHEN NOT MATCHED THEN INSERT BY NAME;
