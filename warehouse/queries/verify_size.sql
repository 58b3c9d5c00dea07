SELECT count(*) AS captures_count FROM captures;
