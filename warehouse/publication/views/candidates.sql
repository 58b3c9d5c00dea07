CREATE VIEW candidates AS SELECT * FROM data.candidates;
