-- A verdict that was given is never changed; another one on the same candidate is a row of its own.
MERGE INTO reviews AS kept
USING (
    SELECT * EXCLUDE (staged_order) FROM staged
    QUALIFY row_number() OVER (PARTITION BY review_id ORDER BY staged_order) = 1
) AS staged
ON kept.review_id = staged.review_id
WHEN NOT MATCHED THEN INSERT BY NAME;
