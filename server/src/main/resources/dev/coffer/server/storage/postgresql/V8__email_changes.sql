-- The emails that people want to have, one for each account, until they open the link that an owner of one of
-- their sites hands them. The last three columns are that link: empty until an owner makes it.
CREATE TABLE email_change (
  account_id  BYTEA PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  email       TEXT NOT NULL,
  expires_at  BIGINT NOT NULL,
  hash        BYTEA UNIQUE,
  site_id     BYTEA,
  made_by     BYTEA
);
