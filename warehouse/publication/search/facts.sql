-- What a search may filter by, for each document and action: terms, the places in words, and the day since 1970.
CREATE OR REPLACE TEMP VIEW facts AS
WITH told_by AS (
    SELECT document_id, list_sort(list_distinct(flatten(list(topics)))) AS topics,
        list_sort(list_distinct(list(direction))) AS directions
    FROM data.candidates
    WHERE is_current
    GROUP BY document_id
),
said AS (
    SELECT action_id AS id, 'action' AS found, places, coalesce(stage_date, first_seen_on) AS date, topics,
        [direction] AS directions, ocd_id
    FROM data.standing_actions
    UNION ALL
    SELECT documents.document_id, documents.kind, [documents.jurisdiction],
        coalesce(documents.published_on, documents.starts_on, documents.first_seen_on),
        coalesce(told_by.topics, []), coalesce(told_by.directions, []), sources.ocd_id
    FROM data.documents
    LEFT JOIN told_by ON documents.document_id = told_by.document_id
    LEFT JOIN data.sources ON documents.source_id = sources.source_id
)
SELECT id, array_to_string(places, ' ; ') AS places, date - DATE '1970-01-01' AS day,
    flatten([
        ['kind:' || found],
        list_transform(topics, each -> 'topic:' || each),
        list_transform(directions, each -> 'direction:' || each),
        ['state:' || regexp_extract(coalesce(ocd_id, ''), '/(?:state|district|territory):([a-z]{2})(?:/|$)', 1)],
        list_transform(places, each -> 'state:' || lower(regexp_extract(each, ', ([A-Z]{2})$', 1))),
        list_transform(places, each -> 'is:' || each),
        list_transform(places, each -> 'place:' || lower(each)),
        list_transform(places, each -> 'place:' || split_part(lower(each), ',', 1))
    ]) AS terms
FROM said;
