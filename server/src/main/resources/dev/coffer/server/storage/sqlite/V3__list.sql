-- A site's rows in the order in which they lie in the table: listing them by the index of names would
-- look up each of them somewhere else.
CREATE INDEX secret_of_site ON secret (site_id);
