-- Who may open one document without being in its team, or may do more there than in the rest of the team.

CREATE TABLE invitations (
    room TEXT NOT NULL REFERENCES documents (room),
    person_id TEXT NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('editor', 'viewer')),
    PRIMARY KEY (room, person_id)
);
