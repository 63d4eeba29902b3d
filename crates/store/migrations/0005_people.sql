-- Why: clients and staff have accounts of their own. A person is never found by a name or an address: two partners may
-- share both, and are two people.

-- A client. clinician is the slug of the therapist who is named to them. profile is sealed with the person's item key
-- (item_key, item = id): name, contact, what is safe. erased_at: the workspace is gone, what had to be kept stays.
CREATE TABLE person (
    id        {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    clinician {text} NOT NULL,
    profile   {bytes},
    made_at   {integer} NOT NULL,
    erased_at {integer},
    CHECK (profile IS NOT NULL OR erased_at IS NOT NULL)
) {table};

CREATE INDEX person_by_clinician ON person (clinician);

-- The key that wraps, for one person, the keys of the items that they may see; itself wrapped for the practice.
-- Erasing a person deletes this row: no wrap that names them opens again.
CREATE TABLE person_key (
    person      {bytes} NOT NULL PRIMARY KEY REFERENCES person (id),
    key_version {integer} NOT NULL,
    wrap        {bytes} NOT NULL
) {key_table};

-- Which bookings a person made or took over with their link, to see them beside their account.
CREATE TABLE person_booking (
    person  {bytes} NOT NULL REFERENCES person (id),
    booking {bytes} NOT NULL REFERENCES booking (id),
    PRIMARY KEY (person, booking)
) {key_table};

-- Before a row of booking is deleted, the engine looks here for what refers to it.
CREATE INDEX person_booking_by_booking ON person_booking (booking);

-- A member of staff. role: 1 owner, 2 therapist, 3 front desk. therapist is the slug in the practice's file. name is
-- sealed with the row's item key. left_at: may not sign in any more.
CREATE TABLE staff (
    id        {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    role      {integer} NOT NULL CHECK (role IN (1, 2, 3)),
    therapist {text},
    name      {bytes} NOT NULL,
    made_at   {integer} NOT NULL,
    left_at   {integer},
    CHECK (role <> 2 OR therapist IS NOT NULL)
) {table};
