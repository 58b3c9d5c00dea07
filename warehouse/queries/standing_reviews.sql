-- The latest verdict on each candidate. One that a night derived stands only while its cause does.
WITH latest AS (
    SELECT * FROM reviews
    QUALIFY row_number() OVER (PARTITION BY candidate_id ORDER BY reviewed_at_utc DESC, review_id DESC) = 1
),
final AS (
    SELECT * FROM latest
    WHERE follows IS NULL OR follows IN (SELECT review_id FROM latest)
)
SELECT * FROM final ORDER BY candidate_id;
