CREATE TABLE data.nights AS
SELECT run_id, try_cast(night AS DATE) AS night,
    try_cast(started_at_utc AS TIMESTAMPTZ) AS started_at_utc,
    try_cast(finished_at_utc AS TIMESTAMPTZ) AS finished_at_utc,
    if(outcome = 'running' AND run_id = $run_id, 'good', outcome) AS outcome,
    note
FROM lake.nights;
