SELECT * FROM actions
WHERE $jurisdictions::VARCHAR[] IS NULL
   OR list_contains($jurisdictions::VARCHAR[], jurisdiction)
   OR list_has_any(places, $jurisdictions::VARCHAR[])
ORDER BY first_seen_on, action_id;
