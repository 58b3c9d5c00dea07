-- What the stages of actions name and nothing keeps.
WITH stages AS (SELECT action_id, unnest(stages) AS stage FROM actions),
named_documents AS (SELECT DISTINCT action_id, unnest(stage.document_ids) AS document_id FROM stages),
named_candidates AS (SELECT DISTINCT action_id, unnest(stage.candidate_ids) AS candidate_id FROM stages)
SELECT action_id AS subject, 'document ' || document_id AS missing
FROM named_documents ANTI JOIN documents USING (document_id)
UNION ALL
SELECT action_id, 'candidate ' || candidate_id
FROM named_candidates ANTI JOIN candidates USING (candidate_id)
UNION ALL
SELECT action_id, 'any stage' FROM actions WHERE len(stages) = 0
ORDER BY ALL;
