-- Why: before two people work together each is heard alone, joint work is closed until a clinician opens it, and either
-- may want to be called.

-- Answers to a screening wait for the author's therapist. summary is sealed with the item's own key, always of one length:
-- by when somebody looks at them, and what they raise. That one is due sooner would tell what was answered.
CREATE TABLE screening (
    item    {bytes} NOT NULL PRIMARY KEY REFERENCES item (id),
    summary {bytes} NOT NULL,
    seen_at {integer},
    seen_by {bytes} REFERENCES staff (id),
    CHECK ((seen_at IS NULL) = (seen_by IS NULL))
) {table};

-- Joint work of a couple, each time that a clinician opened it. heard_first, heard_second: how each was heard alone; 1 by
-- the screening here, 2 on the phone, 3 face to face. Open while closed_at is empty.
CREATE TABLE joint_work (
    id           {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    couple       {bytes} NOT NULL REFERENCES couple (id),
    opened_at    {integer} NOT NULL,
    opened_by    {bytes} NOT NULL REFERENCES staff (id),
    heard_first  {integer} NOT NULL CHECK (heard_first IN (1, 2, 3)),
    heard_second {integer} NOT NULL CHECK (heard_second IN (1, 2, 3)),
    closed_at    {integer},
    closed_by    {bytes} REFERENCES staff (id),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL))
) {table};

CREATE UNIQUE INDEX joint_work_open ON joint_work (couple) WHERE closed_at IS NULL;

-- What holds it, for whom. cause: 1 the person's rest, 2 the clinician's pause (paused_by). reason is sealed with a key of
-- its own (item_key, item = id), which the practice holds, and for a rest the person too. No partner's page reads this.
CREATE TABLE joint_work_hold (
    id          {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    joint_work  {bytes} NOT NULL REFERENCES joint_work (id),
    person      {bytes} NOT NULL REFERENCES person (id),
    cause       {integer} NOT NULL CHECK (cause IN (1, 2)),
    since       {integer} NOT NULL,
    paused_by   {bytes} REFERENCES staff (id),
    reason      {bytes},
    ended_at    {integer},
    ended_by    {bytes} REFERENCES staff (id),
    heard       {integer} CHECK (heard IN (1, 2, 3)),
    CHECK ((cause = 2) = (paused_by IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) {table};

CREATE UNIQUE INDEX joint_work_hold_on ON joint_work_hold (joint_work, person, cause) WHERE ended_at IS NULL;

-- A person asks to be called. No word of why.
CREATE TABLE call_back (
    id       {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    person   {bytes} NOT NULL REFERENCES person (id),
    asked_at {integer} NOT NULL,
    done_at  {integer},
    done_by  {bytes} REFERENCES staff (id),
    CHECK ((done_at IS NULL) = (done_by IS NULL))
) {table};

CREATE UNIQUE INDEX call_back_waiting ON call_back (person) WHERE done_at IS NULL;
