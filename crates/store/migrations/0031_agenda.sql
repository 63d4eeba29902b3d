-- Why: two and their therapist keep a list for the next session. What either of the two adds is a log of theirs, as all that
-- they do together. What the therapist adds is the practice's own, comes to both at one hour, and waits for no rest or pause:
-- so it is no move of either.

-- A line of a therapist's. words is sealed with a key of its own, which item_key wraps under this id for the practice.
-- command: what it came of, so that a form sent twice adds one. shows_at: from when on both see it. talked_at: when it was
-- talked about.
CREATE TABLE agenda_note (
    id        {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    couple    {bytes} NOT NULL REFERENCES couple (id),
    command   {bytes} NOT NULL CHECK (length(command) = 16),
    words     {bytes} NOT NULL,
    added_by  {bytes} NOT NULL REFERENCES staff (id),
    added_at  {integer} NOT NULL,
    shows_at  {integer} NOT NULL,
    talked_at {integer},
    UNIQUE (couple, command)
) {table};
