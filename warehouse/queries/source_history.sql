SELECT * FROM source_nights WHERE source_id = $source_id ORDER BY run_id DESC LIMIT $nights;
