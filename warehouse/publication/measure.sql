-- One row a published relation, for the audit.
WITH measured AS (
    SELECT 'actions' AS relation, (SELECT count(*) FROM data.actions) AS rows_count,
        (SELECT count(*) - count(DISTINCT action_id) FROM data.actions) AS duplicates_count,
        0 AS orphans_count,
        (SELECT count(*) FROM data.actions
            WHERE action_id NOT IN (SELECT action_id FROM data.action_stages)) AS faults_count,
        0 AS gaps_count
    UNION ALL SELECT 'action_timeline', (SELECT count(*) FROM action_timeline),
        (SELECT count(*) - count(DISTINCT (action_id, stage_number)) FROM action_timeline),
        (SELECT count(*) FROM (SELECT unnest(document_ids) AS document_id FROM data.action_stages)
            WHERE document_id NOT IN (SELECT document_id FROM data.documents)),
        0, (SELECT count(*) FROM action_timeline WHERE quote IS NULL)
    UNION ALL SELECT 'action_versions', (SELECT count(*) FROM data.action_versions),
        (SELECT count(*) - count(DISTINCT (action_id, version_number)) FROM data.action_versions), 0,
        (SELECT count(*) FROM data.action_versions WHERE night IS NULL), 0
    UNION ALL SELECT 'candidates', (SELECT count(*) FROM data.candidates),
        (SELECT count(*) - count(DISTINCT candidate_id) FROM data.candidates),
        (SELECT count(*) FROM data.candidates
            WHERE document_id NOT IN (SELECT document_id FROM data.documents)), 0, 0
    UNION ALL SELECT 'documents', (SELECT count(*) FROM data.documents),
        (SELECT count(*) - count(DISTINCT document_id) FROM data.documents),
        (SELECT count(*) FROM data.documents WHERE capture_id IS NULL OR source_kind IS NULL), 0,
        (SELECT count(*) FROM data.documents WHERE text IS NULL)
    UNION ALL SELECT 'evidence', (SELECT count(*) FROM data.evidence),
        (SELECT count(*) - count(DISTINCT (action_id, stage_number, candidate_id, quote_number))
            FROM data.evidence WHERE action_id IS NOT NULL),
        (SELECT count(*) FROM data.evidence WHERE capture_sha256 IS NULL),
        (SELECT count(*) FROM data.evidence WHERE NOT stands),
        (SELECT count(*) FROM data.evidence WHERE stands IS NULL)
    UNION ALL SELECT 'new_actions', (SELECT count(*) FROM new_actions), 0, 0, 0, 0
    UNION ALL SELECT 'nights', (SELECT count(*) FROM data.nights),
        (SELECT count(*) - count(DISTINCT run_id) FROM data.nights), 0, 0, 0
    UNION ALL SELECT 'policy_sections', (SELECT count(*) FROM policy_sections),
        (SELECT count(*) - count(DISTINCT (document_id, content_sha256, previous_content_sha256,
            section_number)) FROM policy_sections), 0, 0, 0
    UNION ALL SELECT 'revisions', (SELECT count(*) FROM revisions),
        (SELECT count(*) - count(DISTINCT (document_id, content_sha256, previous_content_sha256,
            section_number)) FROM revisions), 0, 0, 0
    UNION ALL SELECT 'source_health', (SELECT count(*) FROM source_health),
        (SELECT count(*) - count(DISTINCT source_id) FROM source_health), 0, 0, 0
    UNION ALL SELECT 'sources', (SELECT count(*) FROM data.sources),
        (SELECT count(*) - count(DISTINCT source_id) FROM data.sources), 0, 0, 0
)
SELECT * FROM measured ORDER BY relation;
