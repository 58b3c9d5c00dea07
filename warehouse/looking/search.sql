-- What was ranked, or without words all there is, as far as it meets the filters. The words come later.
-- @…_are_meant: `true`, or which ids are meant.
WITH ranked AS (
    SELECT unnest($ids::VARCHAR[]) AS id, unnest($scores::DOUBLE[]) AS score
),
-- Only a condition that stands alone at its table goes by the index.
meant_documents AS @materialized (
    SELECT document_id, kind, title, jurisdiction, coalesce(published_on, starts_on, first_seen_on) AS date, url,
        source_id
    FROM documents
    WHERE @documents_are_meant
),
meant_actions AS @materialized (
    SELECT * FROM actions WHERE @actions_are_meant
),
told_by AS (
    SELECT document_id, flatten(list(topics)) AS topics, list(direction) AS directions
    FROM candidates
    WHERE is_current AND @candidates_are_meant
    GROUP BY document_id
),
found AS (
    SELECT 'action' AS found, title, jurisdiction, places, coalesce(stage_date, first_seen_on) AS date,
        source_url AS url, action_id AS id, topics, [direction] AS directions, direction, ocd_id
    FROM meant_actions
    UNION ALL
    SELECT documents.kind, documents.title, documents.jurisdiction, [documents.jurisdiction], documents.date,
        documents.url, documents.document_id, coalesce(told_by.topics, []), coalesce(told_by.directions, []),
        NULL, sources.ocd_id
    FROM meant_documents AS documents
    LEFT JOIN told_by ON documents.document_id = told_by.document_id
    LEFT JOIN sources ON documents.source_id = sources.source_id
),
final AS (
    SELECT found, title, jurisdiction, date, url, found.id, coalesce(ranked.score, 0) AS score, direction
    FROM found
    LEFT JOIN ranked ON found.id = ranked.id
    WHERE len(list_filter($places_said::VARCHAR[],
            each -> NOT regexp_matches(strip_accents(lower(array_to_string(places, ' ; '))), each))) = 0
        AND ($kind::VARCHAR IS NULL OR found = $kind)
        AND ($topic::VARCHAR IS NULL OR list_contains(topics, $topic))
        AND ($direction::VARCHAR IS NULL OR list_contains(directions, $direction))
        AND ($since::DATE IS NULL OR date >= $since)
        AND ($until::DATE IS NULL OR date <= $until)
        AND ($place::VARCHAR IS NULL OR len(list_filter(places, each -> lower(each) = lower($place)
            OR split_part(lower(each), ',', 1) = lower($place))) > 0)
        AND ($state::VARCHAR IS NULL OR regexp_matches(coalesce(ocd_id, ''), $state_division)
            OR len(list_filter(places, each -> each = $state_name OR ends_with(each, ', ' || $state))) > 0)
)
SELECT * FROM final ORDER BY score DESC, date DESC NULLS LAST, id LIMIT $most;
