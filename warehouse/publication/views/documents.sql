CREATE VIEW documents AS SELECT * FROM data.documents;
