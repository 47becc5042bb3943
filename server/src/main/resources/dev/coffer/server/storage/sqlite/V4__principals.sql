-- Who made a row, beside created_by, which nodes of version 3 go on to read and write: a kind, and the
-- id of the account or API key where there is one. Both are empty in rows that such nodes wrote.

ALTER TABLE api_key ADD COLUMN created_by_kind TEXT;
ALTER TABLE api_key ADD COLUMN created_by_id BLOB;

ALTER TABLE invitation ADD COLUMN created_by_kind TEXT;
ALTER TABLE invitation ADD COLUMN created_by_id BLOB;
