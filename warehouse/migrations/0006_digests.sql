-- Until here every alert was a mail of its own about one stage.
ALTER TABLE alerts ALTER COLUMN action_id DROP NOT NULL;
ALTER TABLE alerts ALTER COLUMN action_type DROP NOT NULL;
ALTER TABLE alerts ADD COLUMN kind VARCHAR DEFAULT 'stage';
ALTER TABLE alerts ADD COLUMN channel VARCHAR DEFAULT 'mail';
ALTER TABLE alerts ADD COLUMN is_bundled BOOLEAN DEFAULT false;
ALTER TABLE alerts ADD COLUMN due_on VARCHAR;
ALTER TABLE alerts ADD COLUMN item_ids VARCHAR[] DEFAULT [];
ALTER TABLE alerts ADD COLUMN told VARCHAR DEFAULT '{}';
ALTER TABLE alerts ADD COLUMN carried_by VARCHAR;
ALTER TABLE alerts ADD COLUMN retry_at_utc VARCHAR;
