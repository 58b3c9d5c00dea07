-- A section's words from the night they were first seen until the night that other words took their place.
CREATE VIEW policy_sections AS
WITH versions AS (
    SELECT * FROM data.revisions WHERE kind IN ('directive', 'agreement') AND change <> 'removed'
),
ended AS (
    SELECT versions.document_id, versions.section_key, versions.after_sha256, versions.content_sha256,
        versions.seen_on, min(later.seen_on) AS until
    FROM versions
    JOIN data.revisions AS later
        ON later.document_id = versions.document_id
        AND later.previous_section_key = versions.section_key
        AND later.before_sha256 = versions.after_sha256
        AND later.seen_on >= versions.seen_on
        AND later.content_sha256 <> versions.content_sha256
    GROUP BY ALL
),
final AS (
    SELECT versions.jurisdiction, versions.title AS directive, versions.section, versions.change,
        versions.seen_on AS since, ended.until,
        row_number() OVER (
            PARTITION BY versions.document_id, versions.section_key
            ORDER BY versions.seen_on, versions.content_sha256
        ) AS version_number,
        versions.after_text AS words, versions.before_text AS previous_words, versions.url,
        versions.document_id, versions.source_id, versions.section_key, versions.section_number,
        versions.after_sha256 AS section_sha256, versions.before_sha256 AS previous_section_sha256,
        versions.content_sha256, versions.previous_content_sha256
    FROM versions
    LEFT JOIN ended
        ON versions.document_id = ended.document_id AND versions.section_key = ended.section_key
        AND versions.after_sha256 = ended.after_sha256 AND versions.content_sha256 = ended.content_sha256
        AND versions.seen_on = ended.seen_on
)
SELECT * FROM final ORDER BY jurisdiction, directive, document_id, section_number, since;
