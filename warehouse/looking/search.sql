WITH documents_scored AS (
    SELECT document_id AS id,
        if($words = '', NULL, fts_data_documents.match_bm25(document_id, $words)) AS words_score,
        if($required = '', NULL, fts_data_documents.match_bm25(document_id, $required, conjunctive := 1))
            AS required_score
    FROM data.documents
),
actions_scored AS (
    SELECT action_id AS id,
        if($words = '', NULL, fts_data_searched_actions.match_bm25(action_id, $words)) AS words_score,
        if($required = '', NULL, fts_data_searched_actions.match_bm25(action_id, $required, conjunctive := 1))
            AS required_score
    FROM data.searched_actions
),
told_by AS (
    SELECT document_id, flatten(list(topics)) AS topics, list(direction) AS directions
    FROM candidates
    WHERE is_current
    GROUP BY document_id
),
found AS (
    SELECT 'action' AS found, actions.title, actions.jurisdiction, actions.places,
        coalesce(actions.stage_date, actions.first_seen_on) AS date, actions.source_url AS url,
        actions.action_id AS id, words_score, required_score,
        concat_ws(' … ', actions.quote, searched.quotes) AS words, actions.topics, [actions.direction] AS directions,
        actions.direction, actions.ocd_id
    FROM actions_scored
    JOIN actions ON actions_scored.id = actions.action_id
    JOIN data.searched_actions AS searched ON actions_scored.id = searched.action_id
    UNION ALL
    SELECT documents.kind, documents.title, documents.jurisdiction, [documents.jurisdiction],
        coalesce(documents.published_on, documents.starts_on, documents.first_seen_on), documents.url,
        documents.document_id, words_score, required_score, documents.text, coalesce(told_by.topics, []),
        coalesce(told_by.directions, []), NULL, sources.ocd_id
    FROM documents_scored
    JOIN documents ON documents_scored.id = documents.document_id
    LEFT JOIN told_by ON documents.document_id = told_by.document_id
    LEFT JOIN sources ON documents.source_id = sources.source_id
),
final AS (
    SELECT found, title, jurisdiction, date, url, id,
        coalesce(words_score, 0) + coalesce(required_score, 0) AS score, direction, left(words, 200000) AS words
    FROM found
    WHERE ($words = '' OR $required <> '' OR words_score IS NOT NULL)
        AND ($required = '' OR required_score IS NOT NULL)
        AND len(list_filter($phrases::VARCHAR[],
            each -> NOT regexp_matches(strip_accents(lower(concat_ws(' ', title, words))), each))) = 0
        AND len(list_filter($title::VARCHAR[],
            each -> NOT regexp_matches(strip_accents(lower(coalesce(title, ''))), each))) = 0
        AND len(list_filter($places_said::VARCHAR[],
            each -> NOT regexp_matches(strip_accents(lower(array_to_string(places, ' ; '))), each))) = 0
        AND len(list_filter($excluded::VARCHAR[],
            each -> regexp_matches(strip_accents(lower(concat_ws(' ', title, words))), each))) = 0
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
SELECT * FROM final ORDER BY score DESC, date DESC NULLS LAST, id LIMIT $limit;
