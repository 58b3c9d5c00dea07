CREATE TABLE data.actions AS
SELECT action_id, title, jurisdiction, ocd_id, places, topics, direction, actor, instrument,
    corroboration, conflicts, try_cast(first_seen_on AS DATE) AS first_seen_on,
    confidence AS confidence_ratio
FROM lake.actions;
