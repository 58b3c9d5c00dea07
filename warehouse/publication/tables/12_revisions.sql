-- One row a section that a version brought, changed, moved or lost.
CREATE TABLE data.revisions AS
WITH changes AS (
    SELECT document_id, content_sha256, previous_content_sha256, first_seen_run,
        unnest(sections) AS section, generate_subscripts(sections, 1) AS section_number
    FROM lake.revisions
),
final AS (
    SELECT changes.document_id, documents.title, documents.kind, documents.jurisdiction, documents.source_id,
        documents.url, changes.section_number, changes.section."change" AS change,
        changes.section.heading AS section, changes.section."key" AS section_key,
        changes.section.before_key AS previous_section_key,
        changes.section.before_text AS before_text, changes.section.after_text AS after_text,
        changes.section.is_read AS is_read,
        try_cast(coalesce(nights.night, changes.first_seen_run) AS DATE) AS seen_on,
        changes.section.before_sha256 AS before_sha256, changes.section.after_sha256 AS after_sha256,
        changes.content_sha256, changes.previous_content_sha256
    FROM changes
    JOIN data.documents USING (document_id)
    LEFT JOIN lake.nights ON changes.first_seen_run = nights.run_id
)
SELECT * FROM final;
