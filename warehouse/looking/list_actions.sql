SELECT * FROM actions
WHERE ($place::VARCHAR IS NULL OR lower(jurisdiction) = lower($place)
        OR len(list_filter(places, place -> lower(place) = lower($place))) > 0)
  AND ($direction::VARCHAR IS NULL OR direction = $direction)
ORDER BY first_seen_on DESC, stage_date DESC NULLS LAST, action_id
LIMIT $limit;
