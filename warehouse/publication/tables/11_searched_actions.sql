CREATE TABLE data.searched_actions AS
SELECT actions.action_id, actions.title, concat_ws(' ', actions.jurisdiction, array_to_string(actions.places, ' '))
        AS jurisdiction,
    actions.instrument, string_agg(DISTINCT evidence.quote, ' ' ORDER BY evidence.quote) AS quotes
FROM data.actions
LEFT JOIN data.evidence USING (action_id)
GROUP BY ALL;
