-- People log in, invite others, and make API keys themselves.

CREATE TABLE session (
  id                BYTEA PRIMARY KEY,
  hash              BYTEA NOT NULL UNIQUE,
  account_id        BYTEA NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  browser           TEXT NOT NULL,
  address           TEXT NOT NULL,
  created_at        BIGINT NOT NULL,
  last_seen_at      BIGINT NOT NULL,
  authenticated_at  BIGINT NOT NULL
);

CREATE INDEX session_of_account ON session (account_id);

-- A browser that its owner has logged in with is not slowed down by strangers.
CREATE TABLE device (
  hash        BYTEA PRIMARY KEY,
  account_id  BYTEA NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at  BIGINT NOT NULL
);

CREATE INDEX device_of_account ON device (account_id);

CREATE TABLE invitation (
  id          BYTEA PRIMARY KEY,
  site_id     BYTEA NOT NULL REFERENCES site (id) ON DELETE CASCADE,
  hash        BYTEA NOT NULL UNIQUE,
  role        TEXT NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'WEBSITE_MANAGER', 'MEMBER')),
  sets_up     INTEGER NOT NULL CHECK (sets_up IN (0, 1)),
  note        TEXT NOT NULL,
  created_by  TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL
);

CREATE INDEX invitation_of_site ON invitation (site_id);

ALTER TABLE api_key ADD COLUMN created_by TEXT NOT NULL DEFAULT 'operator';
