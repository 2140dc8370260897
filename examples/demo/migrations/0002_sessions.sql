-- Who is signed in, where the framework's login has no table of its own.

-- Only the SHA-256 of a session's id is here: whoever reads the database cannot use it.
-- A session counts as long as the password is still the one it began with. The time is in seconds since 1970.
CREATE TABLE sessions (
    sha256 TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    password_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
