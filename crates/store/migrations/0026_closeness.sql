-- Why: two rebuild closeness in small steps. Each marks for themselves what they would take, and only what both said yes to
-- shows, so the marks of both are read at once: a log of moves would bring one's marks to the other's page.

-- The marks of one of two. body is sealed with a key of its own, which item_key wraps under this id for both, and is as long
-- as any other. counts_at: from when on what is new in it counts; empty while a rest, a pause or closed joint work holds it.
CREATE TABLE closeness_choice (
    id        {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    couple    {bytes} NOT NULL REFERENCES couple (id),
    person    {bytes} NOT NULL REFERENCES person (id),
    version   {integer} NOT NULL CHECK (version >= 1),
    counts_at {integer},
    body      {bytes} NOT NULL,
    UNIQUE (couple, person)
) {table};

CREATE INDEX closeness_choice_by_person ON closeness_choice (person);
