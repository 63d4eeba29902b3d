-- Why: the programme keeps two kinds of things: what one person works at alone, which nobody else sees, and what two do
-- together, which is a log of moves that reach the other at their own hour.

-- What one person keeps for themselves. kind: what it is (documents/mod.rs); about: what it is about where a person has
-- several of a kind, and sixteen zero bytes where they have one. body is sealed with a key of its own, which item_key
-- wraps under the document's id: for the person, and for the practice from therapist_at on.
CREATE TABLE private_document (
    id           {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    person       {bytes} NOT NULL REFERENCES person (id),
    kind         {integer} NOT NULL CHECK (kind BETWEEN 1 AND 40),
    about        {bytes} NOT NULL CHECK (length(about) = 16),
    version      {integer} NOT NULL CHECK (version >= 1),
    body         {bytes} NOT NULL,
    changed_at   {integer} NOT NULL,
    therapist_at {integer},
    UNIQUE (person, kind, about)
) {table};

-- One thing that two do together. kind: which machine (plan_logs/mod.rs). ended_at: from when on nothing of it is under
-- way any more.
CREATE TABLE plan_log (
    id       {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    couple   {bytes} NOT NULL REFERENCES couple (id),
    kind     {integer} NOT NULL CHECK (kind BETWEEN 1 AND 40),
    ended_at {integer}
) {table};

CREATE INDEX plan_log_by_couple ON plan_log (couple, kind);

-- A move of a log. body is sealed with a key of its own, wrapped under the move's id for its author, and for the other
-- where it is to reach them. reach: 1 at once, 2 at a delivery hour, 3 never. author is empty for the practice. The two
-- promises of a log are here too: no number twice, and no command of one person twice.
CREATE TABLE plan_move (
    id      {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    log     {bytes} NOT NULL REFERENCES plan_log (id),
    number  {integer} NOT NULL CHECK (number >= 1),
    author  {bytes} REFERENCES person (id),
    command {bytes} NOT NULL CHECK (length(command) = 16),
    made_at {integer} NOT NULL,
    reach   {integer} NOT NULL CHECK (reach BETWEEN 1 AND 3),
    body    {bytes} NOT NULL,
    UNIQUE (log, number),
    UNIQUE (log, author, command)
) {table};

-- From when on a move is on the page of reader: 0 for their own and what is there at once. What waits has no row, so that a
-- page is read without a look at what is under way or held.
CREATE TABLE plan_arrival (
    reader     {bytes} NOT NULL REFERENCES person (id),
    move       {bytes} NOT NULL REFERENCES plan_move (id),
    log        {bytes} NOT NULL REFERENCES plan_log (id),
    couple     {bytes} NOT NULL REFERENCES couple (id),
    kind       {integer} NOT NULL,
    arrives_at {integer} NOT NULL,
    PRIMARY KEY (reader, move)
) {key_table};

CREATE INDEX plan_arrival_by_reader ON plan_arrival (reader, couple, kind, arrives_at);
CREATE INDEX plan_arrival_by_log ON plan_arrival (log, reader, arrives_at);
CREATE INDEX plan_arrival_by_couple ON plan_arrival (couple, arrives_at);
