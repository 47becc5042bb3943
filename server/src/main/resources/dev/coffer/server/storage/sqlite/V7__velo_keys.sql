-- A velo key may check log-ins and look up members of its site, and extend or end itself. Nodes of older
-- versions go on to write rows without this column, which are keys that may not.
ALTER TABLE api_key ADD COLUMN for_velo INTEGER NOT NULL DEFAULT 0 CHECK (for_velo IN (0, 1));
