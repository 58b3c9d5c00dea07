CREATE VIEW sources AS SELECT * FROM data.sources;
