CREATE VIEW dictionary AS
SELECT table_name AS view_name, column_name, data_type, comment AS meaning
FROM duckdb_columns()
WHERE schema_name = 'main' AND NOT internal AND database_name = current_database()
ORDER BY view_name, column_index;
