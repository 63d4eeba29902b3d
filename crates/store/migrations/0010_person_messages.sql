-- Why: persons get messages too, out of the same outbox. Its table is made anew, because SQLite cannot let a column that
-- must be filled be empty.

-- What a message is about, never its text or address: those are made when it is sent. Of a booking, kind: 1 confirmation,
-- 2 change, 3 cancellation, 4 reminder, 5 notice of a booking, 6 of a move, 7 of a cancellation. To a person: 21 a link
-- that proves an address, 22 a link that begins a reset, 23 a test, 24 something is new, 25 new passphrase, 26 new passkey,
-- 27 recovery code used. recipient_kind: 1 client, 2 practice, 3 therapist, who has a slug, 4 the person. speaks_of: the
-- start of the session; the delivery hour of 24; of any other, when it was asked for or happened. sequence: the booking's;
-- the link's generation of 21 and 22. A node that sends it leases it; sent_at or dropped_at ends it. One that was being
-- sent when it was dropped can have both.
CREATE TABLE outbox_anew (
    id             {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    booking        {bytes} REFERENCES booking (id),
    person         {bytes} REFERENCES person (id),
    kind           {integer} NOT NULL CHECK (kind BETWEEN 1 AND 7 OR kind BETWEEN 21 AND 27),
    recipient_kind {integer} NOT NULL CHECK (recipient_kind IN (1, 2, 3, 4)),
    recipient_slug {text},
    speaks_of      {integer} NOT NULL,
    sequence       {integer} NOT NULL CHECK (sequence >= 0),
    due_at         {integer} NOT NULL,
    attempts       {integer} NOT NULL CHECK (attempts >= 0),
    leased_until   {integer},
    leased_by      {bytes},
    sent_at        {integer},
    dropped_at     {integer},
    CHECK ((booking IS NULL) <> (person IS NULL)),
    CHECK ((person IS NOT NULL) = (recipient_kind = 4)),
    CHECK ((person IS NOT NULL) = (kind > 20)),
    CHECK ((recipient_kind = 3) = (recipient_slug IS NOT NULL)),
    CHECK ((leased_until IS NULL) = (leased_by IS NULL))
) {table};

INSERT INTO outbox_anew (id, booking, kind, recipient_kind, recipient_slug, speaks_of, sequence, due_at, attempts,
    leased_until, leased_by, sent_at, dropped_at)
SELECT id, booking, kind, recipient_kind, recipient_slug, session_start, sequence, due_at, attempts,
    leased_until, leased_by, sent_at, dropped_at FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND dropped_at IS NULL;
CREATE INDEX outbox_leased ON outbox (leased_until)
    WHERE leased_until IS NOT NULL AND sent_at IS NULL AND dropped_at IS NULL;
-- Of every message, sent ones too: before a row of booking is deleted, the engine looks here for what refers to it.
CREATE INDEX outbox_by_booking ON outbox (booking) WHERE booking IS NOT NULL;
CREATE INDEX outbox_by_person ON outbox (person) WHERE person IS NOT NULL;
-- That something is new is said once for each delivery hour, whatever ids are made of.
CREATE UNIQUE INDEX outbox_something_new ON outbox (person, speaks_of) WHERE kind = 24;

-- How often a person's links of one purpose were made useless by a newer one or by use. purpose: 1 proves an address,
-- 2 begins a reset. No row: never.
CREATE TABLE person_link (
    person     {bytes} NOT NULL REFERENCES person (id),
    purpose    {integer} NOT NULL CHECK (purpose IN (1, 2)),
    generation {integer} NOT NULL CHECK (generation >= 0),
    PRIMARY KEY (person, purpose)
) {key_table};

-- Finished messages to persons, for the sweep that deletes them.
CREATE INDEX outbox_of_persons ON outbox (speaks_of)
    WHERE person IS NOT NULL AND (sent_at IS NOT NULL OR dropped_at IS NOT NULL);
