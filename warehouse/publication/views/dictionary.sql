CREATE VIEW dictionary AS
WITH told AS (
    SELECT table_name AS view_name, column_name, data_type, comment AS meaning, column_index
    FROM duckdb_columns()
    WHERE schema_name = 'main' AND NOT internal AND database_name = current_database()
    UNION ALL
    SELECT function_name, '(' || array_to_string(parameters, ', ') || ')', 'macro', comment, 0
    FROM duckdb_functions()
    WHERE schema_name = 'main' AND function_type = 'table_macro' AND NOT internal
        AND database_name = current_database()
)
SELECT * EXCLUDE (column_index) FROM told ORDER BY view_name, column_index;
