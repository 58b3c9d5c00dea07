SELECT * FROM captures
WHERE sha256 = $sha256 AND NOT is_revisit
ORDER BY (requested_url = $requested_url) DESC, fetched_at_utc DESC, capture_id
LIMIT 1;
