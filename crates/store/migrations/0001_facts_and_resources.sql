-- Why: what holds for the database as a whole, and whose time can be taken up.
-- Words in braces are filled in per engine; see src/migrate.rs. Instants are microseconds of UTC since 1970.

-- Facts by name: whether the clock was ever shifted, and which key the records are sealed with.
CREATE TABLE practice_fact (
    name  {text} NOT NULL PRIMARY KEY,
    value {bytes} NOT NULL
) {table};

-- A therapist (kind 1) or a room (kind 2). Every change to its time raises the version in the same transaction, which
-- puts such changes one after the other and tells every node that its diary of this resource is old. Versions only
-- grow, so an unchanged sum of them means that nothing changed. Rows are never deleted: a therapist who left the
-- practice's file keeps their bookings.
CREATE TABLE resource (
    id      {identity},
    kind    {integer} NOT NULL CHECK (kind IN (1, 2)),
    slug    {text} NOT NULL CHECK (length(slug) BETWEEN 1 AND 64),
    version {integer} NOT NULL CHECK (version >= 0),
    UNIQUE (kind, slug)
) {table};
