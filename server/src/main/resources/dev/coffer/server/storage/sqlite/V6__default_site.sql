-- The site that is meant where none is named: by its id, whatever its name, and also when it is gone.
ALTER TABLE installation ADD COLUMN default_site BLOB;

UPDATE installation SET default_site = (SELECT id FROM site WHERE name = 'default');
