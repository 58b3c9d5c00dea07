CREATE TABLE data.source_nights AS
SELECT source_nights.run_id, source_nights.source_id,
    try_cast(coalesce(nights.night, source_nights.run_id) AS DATE) AS night,
    source_nights.verdict, source_nights.reason, source_nights.documents_count,
    source_nights.captures_count, source_nights.unchanged_count, source_nights.size_bytes,
    source_nights.errors_count, source_nights.held_back_reason,
    source_nights.proposal
FROM lake.source_nights
LEFT JOIN lake.nights USING (run_id);
