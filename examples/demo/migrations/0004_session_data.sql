-- The sessions of a framework that puts data of its own in them.

-- As in the table sessions, only the SHA-256 of the id is here. The data is JSON.
CREATE TABLE session_data (
    sha256 TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
