SELECT source_id, documents_count
FROM source_nights
WHERE run_id < $run_id
  AND list_contains($source_ids::VARCHAR[], source_id)
  AND verdict = 'ok'
  AND held_back_reason IS NULL
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY run_id DESC) <= $nights
ORDER BY source_id, run_id DESC;
