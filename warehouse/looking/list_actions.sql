SELECT * FROM actions
WHERE ($place::VARCHAR IS NULL OR len(list_filter(list_append(places, jurisdiction),
        each -> lower(each) = lower($place) OR split_part(lower(each), ',', 1) = lower($place))) > 0)
    AND ($state::VARCHAR IS NULL OR regexp_matches(coalesce(ocd_id, ''), $state_division)
        OR len(list_filter(list_append(places, jurisdiction),
            each -> each = $state_name OR ends_with(each, ', ' || $state))) > 0)
    AND ($direction::VARCHAR IS NULL OR direction = $direction)
    AND ($topic::VARCHAR IS NULL OR list_contains(topics, $topic))
    AND ($kind::VARCHAR IS NULL OR action_type = $kind)
    AND ($since::DATE IS NULL OR coalesce(stage_date, first_seen_on) >= $since)
    AND ($until::DATE IS NULL OR coalesce(stage_date, first_seen_on) <= $until)
ORDER BY first_seen_on DESC, stage_date DESC NULLS LAST, action_id
LIMIT $limit;
