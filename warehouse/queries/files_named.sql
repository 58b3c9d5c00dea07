-- Every file that a snapshot still names, of data and of deletions.
SELECT count(*) AS files_count, coalesce(sum(file_size_bytes), 0)::BIGINT AS size_bytes
FROM (
    SELECT file_size_bytes FROM __ducklake_metadata_lake.ducklake_data_file
    UNION ALL
    SELECT file_size_bytes FROM __ducklake_metadata_lake.ducklake_delete_file
);
