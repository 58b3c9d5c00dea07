SELECT complete_sha256 FROM landings WHERE run_id = $run_id AND shard = $shard;
