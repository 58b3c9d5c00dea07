SELECT * EXCLUDE (quote, history), left(quote, 300) AS quote
FROM policy_status
ORDER BY jurisdiction, topic;
