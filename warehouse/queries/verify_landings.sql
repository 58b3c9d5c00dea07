SELECT run_id, shard, complete_sha256 FROM landings ORDER BY run_id, shard;
