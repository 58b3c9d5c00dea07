SELECT * FROM captures ORDER BY warc_path, warc_offset, capture_id;
