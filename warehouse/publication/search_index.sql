-- Digits are words too, so that "287(g)" and bill numbers are found.
PRAGMA create_fts_index('data.documents', 'document_id', 'title', 'body', 'text',
    stemmer = 'porter', stopwords = 'english', ignore = '[^a-z0-9]+', strip_accents = 1, lower = 1);
PRAGMA create_fts_index('data.searched_actions', 'action_id', 'title', 'jurisdiction', 'quotes', 'instrument',
    stemmer = 'porter', stopwords = 'english', ignore = '[^a-z0-9]+', strip_accents = 1, lower = 1);
-- In the order of the words, so that a query reads the blocks of its own words alone.
CREATE TABLE fts_data_documents.ordered AS SELECT * FROM fts_data_documents.terms ORDER BY termid, docid;
DROP TABLE fts_data_documents.terms;
ALTER TABLE fts_data_documents.ordered RENAME TO terms;
