-- Why: two talk on one device. The second of them opens a place in that one talk with a code that they took at their own
-- sign-in; nothing else of theirs is opened by it.

-- A code with which person talks on the other's device, as an HMAC: who copies the database cannot use it. One of each
-- person at a time. log: the talk.
CREATE TABLE room_code (
    person     {bytes} NOT NULL PRIMARY KEY REFERENCES person (id),
    code       {bytes} NOT NULL UNIQUE,
    log        {bytes} NOT NULL REFERENCES plan_log (id),
    expires_at {integer} NOT NULL
) {key_table};

CREATE INDEX room_code_expired ON room_code (expires_at);

-- The place of person in the talk log, on a device where somebody else is signed in. token is the SHA-256 of 32 random
-- bytes that only that device has. host: the id of the session there. It has no reference: whenever that session goes, the
-- place is over, and a sweep takes its row.
CREATE TABLE room_session (
    id      {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    token   {bytes} NOT NULL UNIQUE,
    person  {bytes} NOT NULL REFERENCES person (id),
    log     {bytes} NOT NULL REFERENCES plan_log (id),
    host    {bytes} NOT NULL CHECK (length(host) = 16),
    made_at {integer} NOT NULL,
    seen_at {integer} NOT NULL,
    ends_at {integer} NOT NULL
) {table};

-- One place of each person at a time.
CREATE UNIQUE INDEX room_session_by_person ON room_session (person);
CREATE INDEX room_session_seen ON room_session (seen_at);
