SELECT source_id, verdict, proposal FROM source_nights
WHERE run_id < $run_id
QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY run_id DESC) = 1;
