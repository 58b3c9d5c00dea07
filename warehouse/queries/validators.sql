-- What the newest answer to each requested address allows us to ask next time. A night whose verdict or
-- batch was bad is left out, so that an address read badly is read again whole.
WITH good AS (
    SELECT captures.*
    FROM captures
    JOIN source_nights USING (run_id, source_id)
    WHERE list_contains($source_ids::VARCHAR[], captures.source_id)
      AND captures.run_id < $before_run
      AND source_nights.verdict IN ('ok', 'unchanged', 'empty')
      AND source_nights.held_back_reason IS NULL
      AND captures.method = 'GET'
),
bodies AS (
    SELECT * FROM good
    WHERE status = 200 AND NOT is_revisit
    QUALIFY row_number() OVER (
        PARTITION BY requested_url ORDER BY run_id DESC, fetched_at_utc DESC, capture_id
    ) = 1
),
renewed AS (
    SELECT good.requested_url,
        arg_max(good.etag, good.fetched_at_utc) FILTER (WHERE good.etag IS NOT NULL) AS etag,
        arg_max(good.last_modified, good.fetched_at_utc) FILTER (WHERE good.last_modified IS NOT NULL)
            AS last_modified
    FROM good
    JOIN bodies ON good.requested_url = bodies.requested_url AND good.sha256 = bodies.sha256
    WHERE good.is_revisit
    GROUP BY good.requested_url
),
final AS (
    SELECT bodies.requested_url AS url,
        coalesce(renewed.etag, bodies.etag) AS etag,
        coalesce(renewed.last_modified, bodies.last_modified) AS last_modified,
        bodies.sha256, bodies.capture_id, bodies.warc_path, bodies.warc_offset
    FROM bodies
    LEFT JOIN renewed ON bodies.requested_url = renewed.requested_url
)
SELECT * FROM final ORDER BY url;
