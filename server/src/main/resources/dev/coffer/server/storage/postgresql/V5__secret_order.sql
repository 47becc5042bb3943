-- A site's secrets in the order in which they are listed, so that a list is read a page at a time.
CREATE INDEX secret_in_order ON secret (site_id, created_at, id);
