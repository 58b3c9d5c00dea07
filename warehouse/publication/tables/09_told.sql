-- The best proof of each stage: of the most certain candidate, its first quote.
CREATE TABLE data.told AS
SELECT evidence.action_id, evidence.stage_number, evidence.quote, evidence.page, evidence.url AS source_url,
    evidence.document_title, evidence.document_id,
    coalesce(sources.title, evidence.source_id) AS source_name, sources.kind AS source_kind,
    evidence.capture_sha256
FROM data.evidence
JOIN data.candidates USING (candidate_id)
LEFT JOIN data.sources ON evidence.source_id = sources.source_id
WHERE evidence.action_id IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY evidence.action_id, evidence.stage_number
    ORDER BY candidates.is_current DESC, candidates.confidence_ratio DESC, evidence.candidate_id,
        evidence.quote_number
) = 1;
