CREATE VIEW action_versions AS
SELECT action_id, version_number, night AS published_on,
    lead(night) OVER (PARTITION BY action_id ORDER BY version_number) AS until, is_withdrawn, title, jurisdiction,
    direction, stages[-1].action_type AS action_type, try_cast(stages[-1].stage_date AS DATE) AS stage_date,
    topics, actor, instrument, confidence, corroboration, conflicts, places, ocd_id,
    try_cast(first_seen_on AS DATE) AS first_seen_on, stages, published_at_utc
FROM data.action_versions
ORDER BY published_on DESC, action_id, version_number DESC;
