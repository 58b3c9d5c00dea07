-- Of each place and topic, the latest act that took effect. Proposals, hearings and statements bind nobody.
CREATE VIEW policy_status AS
WITH binding AS (
    SELECT actions.jurisdiction, actions.ocd_id, unnest(actions.topics) AS topic, actions.direction,
        stages.action_type, stages.stage_date AS since, stages.first_seen_on AS known_since,
        actions.action_id, actions.title, actions.instrument, stages.confidence_ratio AS confidence,
        told.quote, told.source_url
    FROM data.actions
    JOIN data.action_stages AS stages USING (action_id)
    LEFT JOIN data.told USING (action_id, stage_number)
    WHERE actions.jurisdiction IS NOT NULL
        AND stages.action_type IN ('adopted', 'amended', 'repealed', 'executive_order', 'directive_issued',
            'agreement_signed', 'agreement_ended', 'ruling')
),
ranked AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY jurisdiction, topic
            ORDER BY coalesce(since, known_since) DESC, confidence DESC, action_id
        ) AS place,
        count(DISTINCT action_id) OVER (PARTITION BY jurisdiction, topic) AS acts_count
    FROM binding
)
SELECT jurisdiction, topic, direction, action_type, since, known_since, action_id, title, instrument,
    confidence, quote, source_url, acts_count, ocd_id
FROM ranked
WHERE place = 1
ORDER BY jurisdiction, topic;
