CREATE VIEW evidence AS
SELECT * EXCLUDE (stands) FROM data.evidence;
