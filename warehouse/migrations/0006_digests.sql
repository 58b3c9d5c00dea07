-- Until here every alert was a mail of its own about one stage, and what it said was not kept as data.
ALTER TABLE alerts ALTER COLUMN action_id DROP NOT NULL;
ALTER TABLE alerts ALTER COLUMN action_type DROP NOT NULL;
ALTER TABLE alerts ADD COLUMN kind VARCHAR;
ALTER TABLE alerts ADD COLUMN channel VARCHAR;
ALTER TABLE alerts ADD COLUMN is_bundled BOOLEAN;
ALTER TABLE alerts ADD COLUMN due_on VARCHAR;
ALTER TABLE alerts ADD COLUMN item_ids VARCHAR[];
ALTER TABLE alerts ADD COLUMN told VARCHAR;
ALTER TABLE alerts ADD COLUMN carried_by VARCHAR;
ALTER TABLE alerts ADD COLUMN retry_at_utc VARCHAR;
UPDATE alerts SET kind = 'stage', channel = 'mail', is_bundled = false, item_ids = [], told = '{}';
