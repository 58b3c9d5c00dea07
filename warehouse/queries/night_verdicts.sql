SELECT source_id, verdict, reason, documents_count, errors_count, held_back_reason,
    proposal
FROM source_nights WHERE run_id = $run_id ORDER BY verdict, source_id;
