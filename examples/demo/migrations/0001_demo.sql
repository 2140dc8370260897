-- Everything is TEXT and every statement is plain SQL, so that this file suits other databases than SQLite too.

CREATE TABLE teams (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    password_hash TEXT NOT NULL
);

CREATE TABLE memberships (
    person_id TEXT NOT NULL REFERENCES people (id),
    team_id TEXT NOT NULL REFERENCES teams (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
    PRIMARY KEY (person_id, team_id)
);

CREATE TABLE documents (
    room TEXT NOT NULL PRIMARY KEY,
    team_id TEXT NOT NULL REFERENCES teams (id),
    title TEXT NOT NULL
);

-- A token for scripts. Only its SHA-256 is here: whoever reads the database cannot use it.
CREATE TABLE api_tokens (
    sha256 TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id)
);

-- What the application makes once and must find again after a restart, in hexadecimal.
CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
