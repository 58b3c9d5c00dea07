SELECT count(*) AS snapshots_count FROM ducklake_snapshots('lake');
