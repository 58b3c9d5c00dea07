CREATE VIEW reviews AS SELECT * FROM data.reviews ORDER BY reviewed_at_utc DESC, candidate_id;
