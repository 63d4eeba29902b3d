-- Why: a message is promised in the transaction that calls for it, and sent by one node at a time.

-- What a message is about, never its text or address: those are made when it is sent. kind: 1 confirmation, 2 change,
-- 3 cancellation, 4 reminder, 5 notice of a booking, 6 of a move, 7 of a cancellation. recipient_kind: 1 client,
-- 2 practice, 3 therapist, who has a slug. A node that sends it leases it; sent_at or dropped_at ends it. One that was
-- being sent when it was dropped can have both.
CREATE TABLE outbox (
    id             {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    booking        {bytes} NOT NULL REFERENCES booking (id),
    kind           {integer} NOT NULL CHECK (kind BETWEEN 1 AND 7),
    recipient_kind {integer} NOT NULL CHECK (recipient_kind IN (1, 2, 3)),
    recipient_slug {text},
    session_start  {integer} NOT NULL,
    sequence       {integer} NOT NULL CHECK (sequence >= 0),
    due_at         {integer} NOT NULL,
    attempts       {integer} NOT NULL CHECK (attempts >= 0),
    leased_until   {integer},
    leased_by      {bytes},
    sent_at        {integer},
    dropped_at     {integer},
    CHECK ((recipient_kind = 3) = (recipient_slug IS NOT NULL)),
    CHECK ((leased_until IS NULL) = (leased_by IS NULL))
) {table};

CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND dropped_at IS NULL;
CREATE INDEX outbox_leased ON outbox (leased_until)
    WHERE leased_until IS NOT NULL AND sent_at IS NULL AND dropped_at IS NULL;
-- Of every message, sent ones too: before a row of booking is deleted, the engine looks here for what refers to it.
CREATE INDEX outbox_by_booking ON outbox (booking);
