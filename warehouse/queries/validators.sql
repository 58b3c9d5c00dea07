-- What the newest answer to each request of a source allows us to ask next time. A night whose verdict or
-- batch was bad is left out, so that an address read badly is read again whole.
WITH good AS (
    SELECT captures.*, concat_ws(' ', captures.source_id, captures.method, captures.requested_url,
            captures.request_sha256) AS request_key
    FROM captures
    JOIN source_nights USING (run_id, source_id)
    WHERE list_contains($source_ids::VARCHAR[], captures.source_id)
      AND captures.run_id < $before_run
      AND source_nights.verdict IN ('ok', 'unchanged', 'empty')
      AND source_nights.held_back_reason IS NULL
      AND captures.status IN (200, 304)
),
bodies AS (
    SELECT *, min(run_id) OVER (PARTITION BY request_key) AS first_run,
        min(sha256) OVER (PARTITION BY request_key) <> max(sha256) OVER (PARTITION BY request_key)
            AS has_changed
    FROM good
    WHERE status = 200 AND NOT is_revisit
    QUALIFY row_number() OVER (
        PARTITION BY request_key ORDER BY run_id DESC, fetched_at_utc DESC, capture_id
    ) = 1
),
renewed AS (
    SELECT good.request_key,
        arg_max(good.etag, good.fetched_at_utc) FILTER (WHERE good.etag IS NOT NULL) AS etag,
        arg_max(good.last_modified, good.fetched_at_utc) FILTER (WHERE good.last_modified IS NOT NULL)
            AS last_modified,
        max(good.run_id) AS asked_run
    FROM good
    JOIN bodies ON good.request_key = bodies.request_key AND good.sha256 = bodies.sha256
    WHERE good.is_revisit
    GROUP BY good.request_key
),
final AS (
    SELECT bodies.request_key,
        coalesce(renewed.etag, bodies.etag) AS etag,
        coalesce(renewed.last_modified, bodies.last_modified) AS last_modified,
        bodies.sha256, bodies.capture_id, bodies.warc_path, bodies.warc_offset,
        CAST(try_cast(bodies.first_run AS DATE) AS VARCHAR) AS first_on,
        CASE WHEN bodies.has_changed THEN CAST(try_cast(bodies.run_id AS DATE) AS VARCHAR) END AS changed_on,
        CAST(try_cast(greatest(bodies.run_id, renewed.asked_run) AS DATE) AS VARCHAR) AS asked_on
    FROM bodies
    LEFT JOIN renewed ON bodies.request_key = renewed.request_key
)
SELECT * FROM final ORDER BY request_key;
