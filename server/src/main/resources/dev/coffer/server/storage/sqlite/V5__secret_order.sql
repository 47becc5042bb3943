-- A site's secrets in the order in which they are listed, so that a list is read a page at a time. It
-- stands in for the index before it: rows lie in the table as they were created.
CREATE INDEX secret_in_order ON secret (site_id, created_at, id);
DROP INDEX secret_of_site;
