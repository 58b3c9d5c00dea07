-- One row a quote, with the bytes it was read from. `stands` compares it with the words it was quoted from;
-- it is null where those words were read anew since.
CREATE TABLE data.evidence AS
WITH quotes AS (
    SELECT candidate_id, document_id, text_sha256, unnest(evidence) AS said,
        generate_subscripts(evidence, 1) AS quote_number
    FROM data.candidates
),
reported AS (
    SELECT action_id, stage_number, unnest(candidate_ids) AS candidate_id FROM data.action_stages
),
words AS (
    SELECT document_id, text_sha256, any_value(text) AS text, min(content_sha256) AS content_sha256
    FROM lake.document_texts
    WHERE document_id IN (SELECT document_id FROM quotes)
    GROUP BY document_id, text_sha256
),
final AS (
    SELECT reported.action_id, reported.stage_number, quotes.candidate_id, quotes.quote_number,
        quotes.said.quote AS quote, quotes.said.page AS page,
        quotes.said.start AS start_char, quotes.said."end" AS end_char,
        quotes.document_id, versions.url, versions.title AS document_title, versions.source_id,
        captures.sha256 AS capture_sha256, captures.warc_path, captures.warc_offset,
        try_cast(captures.fetched_at_utc AS TIMESTAMPTZ) AS fetched_at_utc,
        substring(words.text, quotes.said.start + 1, quotes.said."end" - quotes.said.start)
            = quotes.said.quote AS stands
    FROM quotes
    LEFT JOIN reported USING (candidate_id)
    LEFT JOIN words ON quotes.document_id = words.document_id AND quotes.text_sha256 = words.text_sha256
    LEFT JOIN lake.documents AS versions
        ON words.document_id = versions.document_id AND words.content_sha256 = versions.content_sha256
    LEFT JOIN lake.captures ON versions.capture_id = captures.capture_id
)
SELECT * FROM final;
