SELECT count(*) AS sent_count FROM alerts WHERE state = 'sent' AND NOT is_bundled AND sent_at_utc >= $since;
