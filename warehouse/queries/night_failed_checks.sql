SELECT * FROM check_results WHERE run_id = $run_id AND NOT success
ORDER BY severity, table_name, subject, expectation, "column";
