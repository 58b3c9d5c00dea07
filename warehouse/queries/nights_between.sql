SELECT run_id FROM nights WHERE run_id BETWEEN $first AND $last ORDER BY run_id;
