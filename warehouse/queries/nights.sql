SELECT * FROM nights ORDER BY run_id;
