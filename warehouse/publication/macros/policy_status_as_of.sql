-- Of each place and topic, the latest act in force. Proposals, hearings and statements bind nobody. An act
-- whose date lies ahead is not in force yet; one without a date counts from the night that first knew of it
-- if it was news then, and before all dated ones if it was background. An act less sure than one half counts
-- only where no surer one is known.
CREATE MACRO policy_status_as_of(day, effective_on := NULL) AS TABLE
WITH known AS (
    SELECT * FROM data.action_versions
    WHERE night <= day::DATE
    QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY version_number DESC) = 1
),
steps AS (
    SELECT action_id, jurisdiction, ocd_id, topics, title, instrument, unnest(stages) AS step
    FROM known
    WHERE NOT is_withdrawn AND jurisdiction IS NOT NULL
),
binding AS (
    SELECT jurisdiction, ocd_id, unnest(topics) AS topic, step.direction AS direction,
        step.action_type AS action_type, try_cast(step.stage_date AS DATE) AS since,
        try_cast(step.first_seen_on AS DATE) AS known_since, action_id, step.stage_number AS stage_number, title,
        instrument, step.confidence AS confidence, step.quote AS quote, step.source_url AS source_url,
        coalesce(since, if(step.is_new, known_since, DATE '0001-01-01')) AS in_force_from
    FROM steps
    WHERE step.action_type IN ('adopted', 'amended', 'repealed', 'executive_order', 'directive_issued',
        'agreement_signed', 'agreement_ended', 'ruling')
),
in_force AS (
    SELECT *, row_number() OVER (
            PARTITION BY jurisdiction, topic
            ORDER BY confidence >= 0.5 DESC, in_force_from DESC, confidence DESC, action_id, stage_number DESC
        ) AS place
    FROM binding
    WHERE in_force_from <= coalesce(effective_on::DATE, day::DATE)
),
gathered AS (
    SELECT jurisdiction, topic, count(DISTINCT action_id) AS acts_count,
        list(
            struct_pack(since, known_since, action_type, direction, action_id, title, confidence)
            ORDER BY place
        ) AS history
    FROM in_force
    GROUP BY jurisdiction, topic
),
rivals AS (
    SELECT DISTINCT first.jurisdiction, first.topic
    FROM in_force AS first
    JOIN in_force AS other USING (jurisdiction, topic)
    WHERE first.place = 1 AND other.in_force_from = first.in_force_from AND other.confidence >= 0.5
        AND other.direction <> first.direction AND 'unclear' NOT IN (first.direction, other.direction)
)
SELECT in_force.jurisdiction, in_force.topic, in_force.direction, in_force.action_type, in_force.since,
    in_force.known_since, in_force.action_id, in_force.title, in_force.instrument, in_force.confidence,
    in_force.quote, in_force.source_url, gathered.acts_count, in_force.ocd_id,
    rivals.topic IS NOT NULL AS is_contested, gathered.history
FROM in_force
JOIN gathered USING (jurisdiction, topic)
LEFT JOIN rivals USING (jurisdiction, topic)
WHERE in_force.place = 1
ORDER BY in_force.jurisdiction, in_force.topic;
