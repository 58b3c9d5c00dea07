CREATE VIEW policy_status AS
SELECT * FROM policy_status_as_of((SELECT max(night) FROM data.nights));
