-- Every version of every action that was published, and those that this publication brings (`is_added`).
CREATE TABLE data.action_versions AS
WITH kept AS (
    SELECT action_id, version_number, try_cast(night AS DATE) AS night,
        try_cast(published_at_utc AS TIMESTAMPTZ) AS published_at_utc, is_withdrawn, title, jurisdiction, ocd_id,
        places, topics, direction, actor, instrument, corroboration, conflicts, first_seen_on, confidence,
        stages, published_run
    FROM lake.action_versions
),
tonight AS (
    SELECT coalesce(
        greatest(
            (SELECT max(night) FROM kept),
            (SELECT try_cast(coalesce(max(night), $run_id) AS DATE) FROM lake.nights WHERE run_id = $run_id)
        ),
        (SELECT max(night) FROM data.nights),
        current_date
    ) AS night
),
steps AS (
    SELECT stages.action_id, list(
        struct_pack(
            stage_number := stages.stage_number, action_type := stages.action_type,
            direction := stage_directions.direction, stage_date := stages.stage_date::VARCHAR,
            first_seen_on := stages.first_seen_on::VARCHAR, is_new := stages.is_new,
            confidence := stages.confidence_ratio, quote := told.quote, page := told.page,
            source_url := told.source_url, source_name := told.source_name, source_kind := told.source_kind,
            document_title := told.document_title, document_id := told.document_id,
            capture_sha256 := told.capture_sha256, documents_count := len(stages.document_ids)
        ) ORDER BY stages.stage_number
    ) AS stages
    FROM data.action_stages AS stages
    JOIN data.stage_directions USING (action_id, stage_number)
    LEFT JOIN data.told USING (action_id, stage_number)
    GROUP BY stages.action_id
),
standing AS (
    SELECT actions.action_id, actions.title, actions.jurisdiction, actions.ocd_id, actions.places,
        actions.topics, actions.direction, actions.actor, actions.instrument, actions.corroboration,
        actions.conflicts, actions.first_seen_on::VARCHAR AS first_seen_on,
        actions.confidence_ratio AS confidence, coalesce(steps.stages, []) AS stages
    FROM data.actions
    LEFT JOIN steps USING (action_id)
),
latest AS (
    SELECT * FROM kept
    QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY version_number DESC) = 1
),
told_anew AS (
    SELECT standing.*, false AS is_withdrawn, coalesce(latest.version_number, 0) + 1 AS version_number
    FROM standing
    LEFT JOIN latest USING (action_id)
    WHERE latest.action_id IS NULL OR latest.is_withdrawn
        OR (standing.title, standing.jurisdiction, standing.ocd_id, standing.places, standing.topics,
            standing.direction, standing.actor, standing.instrument, standing.corroboration,
            standing.conflicts, standing.first_seen_on, standing.confidence, standing.stages)
        IS DISTINCT FROM (latest.title, latest.jurisdiction, latest.ocd_id, latest.places, latest.topics,
            latest.direction, latest.actor, latest.instrument, latest.corroboration, latest.conflicts,
            latest.first_seen_on, latest.confidence, latest.stages)
),
withdrawn AS (
    SELECT * REPLACE (true AS is_withdrawn, latest.version_number + 1 AS version_number)
    FROM latest
    WHERE NOT is_withdrawn AND action_id NOT IN (SELECT action_id FROM standing)
),
final AS (
    SELECT *, false AS is_added FROM kept
    UNION ALL BY NAME
    SELECT told_anew.*, tonight.night, now() AS published_at_utc, $run_id AS published_run, true AS is_added
    FROM told_anew, tonight
    UNION ALL BY NAME
    SELECT withdrawn.* REPLACE (tonight.night AS night, now() AS published_at_utc, $run_id AS published_run),
        true AS is_added
    FROM withdrawn, tonight
)
SELECT * REPLACE (version_number::INTEGER AS version_number) FROM final;
