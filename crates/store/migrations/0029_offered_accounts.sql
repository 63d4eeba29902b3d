-- Why: an account is offered, and its words come to its reader when they ask for them, all or some parts, at the next
-- delivery hour. The offer is a row of delivery, as a copy is. What was asked for stands here, apart from what a rest or a
-- pause empties, and out of sight of the one who offered.

-- Something that a reader asked for, once. body: which parts, sealed with a key of its own, which item_key wraps under this
-- id for the reader alone; as long whichever they are. comes_at: from when on they are there. Taking the account back
-- deletes the rows, and so does closing joint work with those that lie ahead.
CREATE TABLE account_asking (
    id       {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    item     {bytes} NOT NULL REFERENCES item (id),
    couple   {bytes} NOT NULL REFERENCES couple (id),
    reader   {bytes} NOT NULL REFERENCES person (id),
    comes_at {integer} NOT NULL,
    body     {bytes} NOT NULL
) {table};

CREATE INDEX account_asking_by_reader ON account_asking (reader, comes_at);
CREATE INDEX account_asking_by_item ON account_asking (item);
CREATE INDEX account_asking_by_couple ON account_asking (couple, comes_at);
