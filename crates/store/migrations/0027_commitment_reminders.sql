-- Why: at the time at which a promise is due, each of the two is reminded, by a message that says nothing of it. What is
-- due is found by its time alone, however many others there are.

-- When person is to be reminded next of what log is about: one row for each of the two, from the acceptance on until the
-- page of that person has it over. Which times there are stands sealed in the log.
CREATE TABLE commitment_reminder (
    person {bytes} NOT NULL REFERENCES person (id),
    log    {bytes} NOT NULL REFERENCES plan_log (id),
    due_at {integer} NOT NULL,
    PRIMARY KEY (person, log)
) {key_table};

CREATE INDEX commitment_reminder_due ON commitment_reminder (due_at, person, log);

-- The outbox is made anew, because SQLite cannot let a column take more values. New of a person, kind: 28 a time that is
-- due; speaks_of: that time.
CREATE TABLE outbox_anew (
    id             {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    booking        {bytes} REFERENCES booking (id),
    person         {bytes} REFERENCES person (id),
    kind           {integer} NOT NULL CHECK (kind BETWEEN 1 AND 7 OR kind BETWEEN 21 AND 28),
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

INSERT INTO outbox_anew (id, booking, person, kind, recipient_kind, recipient_slug, speaks_of, sequence, due_at, attempts,
    leased_until, leased_by, sent_at, dropped_at)
SELECT id, booking, person, kind, recipient_kind, recipient_slug, speaks_of, sequence, due_at, attempts,
    leased_until, leased_by, sent_at, dropped_at FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND dropped_at IS NULL;
CREATE INDEX outbox_leased ON outbox (leased_until)
    WHERE leased_until IS NOT NULL AND sent_at IS NULL AND dropped_at IS NULL;
CREATE INDEX outbox_by_booking ON outbox (booking) WHERE booking IS NOT NULL;
CREATE INDEX outbox_by_person ON outbox (person) WHERE person IS NOT NULL;
CREATE UNIQUE INDEX outbox_something_new ON outbox (person, speaks_of) WHERE kind = 24;
-- Whatever is due at one time, a person gets one message of it.
CREATE UNIQUE INDEX outbox_reminder ON outbox (person, speaks_of) WHERE kind = 28;
CREATE INDEX outbox_of_persons ON outbox (speaks_of)
    WHERE person IS NOT NULL AND (sent_at IS NOT NULL OR dropped_at IS NOT NULL);
