CREATE VIEW actions AS
SELECT * FROM data.standing_actions ORDER BY first_seen_on DESC, stage_date DESC NULLS LAST, action_id;
