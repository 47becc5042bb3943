-- The SHA-256 hash of a key that only pages of the dashboard's own origin hold, in a session that began
-- without HTTPS; where there is none, the password is asked for before each value is shown.
ALTER TABLE session ADD COLUMN page_key BLOB;
