-- Each page of a text says why it has no words: it was blank, left out for time, or broke its reader.
ALTER TABLE document_texts ADD COLUMN pages.element.problem VARCHAR;
