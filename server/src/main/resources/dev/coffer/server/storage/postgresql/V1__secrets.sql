-- Times are milliseconds since 1970 UTC. Ids are the 16 bytes of a UUID.

CREATE TABLE installation (
  singleton         INTEGER PRIMARY KEY CHECK (singleton = 1),
  id                BYTEA NOT NULL,
  master_key_proof  BYTEA NOT NULL,
  created_at        BIGINT NOT NULL
);

CREATE TABLE site (
  id                      BYTEA PRIMARY KEY,
  name                    TEXT NOT NULL UNIQUE,
  record_keys             BYTEA NOT NULL,
  name_keys               BYTEA NOT NULL,
  created_at              BIGINT NOT NULL,
  members_area_set_up_at  BIGINT
);

-- Every column except info and value is bound into both as associated data.
CREATE TABLE secret (
  id          BYTEA PRIMARY KEY,
  site_id     BYTEA NOT NULL REFERENCES site (id) ON DELETE CASCADE,
  version     BIGINT NOT NULL,
  name_index  BYTEA NOT NULL,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  info        BYTEA NOT NULL,
  value       BYTEA NOT NULL,
  UNIQUE (site_id, name_index)
);

CREATE TABLE account (
  id             BYTEA PRIMARY KEY,
  email          TEXT NOT NULL UNIQUE,
  password_hash  TEXT NOT NULL,
  created_at     BIGINT NOT NULL
);

CREATE TABLE member (
  site_id     BYTEA NOT NULL REFERENCES site (id) ON DELETE CASCADE,
  account_id  BYTEA NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  role        TEXT NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'WEBSITE_MANAGER', 'MEMBER')),
  created_at  BIGINT NOT NULL,
  PRIMARY KEY (site_id, account_id)
);

CREATE TABLE api_key (
  id           BYTEA PRIMARY KEY,
  site_id      BYTEA NOT NULL REFERENCES site (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  prefix       TEXT NOT NULL,
  hash         BYTEA NOT NULL UNIQUE,
  permissions  TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT
);

CREATE INDEX api_key_of_site ON api_key (site_id);
