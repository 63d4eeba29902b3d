-- Why: holds, bookings, the time they take up, and who they are for.

-- state: 1 held, 2 confirmed, 3 cancelled, 4 lapsed. ended_by: 1 client, 2 front desk, 3 time passing.
-- client is sealed; a hold knows nobody.
CREATE TABLE booking (
    id              {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    reference       {text} NOT NULL UNIQUE CHECK (length(reference) = 8),
    state           {integer} NOT NULL CHECK (state IN (1, 2, 3, 4)),
    offering        {text} NOT NULL,
    therapist       {integer} NOT NULL REFERENCES resource (id),
    location        {text},
    room            {integer} REFERENCES resource (id),
    starts_at       {integer} NOT NULL,
    ends_at         {integer} NOT NULL,
    first_cell      {integer} NOT NULL,
    end_cell        {integer} NOT NULL,
    sequence        {integer} NOT NULL CHECK (sequence >= 0),
    link_generation {integer} NOT NULL CHECK (link_generation >= 0),
    made_at         {integer} NOT NULL,
    lapses_at       {integer},
    ended_at        {integer},
    ended_by        {integer} CHECK (ended_by IN (1, 2, 3)),
    client          {bytes},
    CHECK (starts_at < ends_at),
    CHECK (first_cell < end_cell),
    CHECK (room IS NULL OR room <> therapist),
    CHECK ((state = 1) = (lapses_at IS NOT NULL)),
    CHECK ((state IN (3, 4)) = (ended_at IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((state IN (2, 3)) = (client IS NOT NULL))
) {table};

-- The diary of one therapist or room: only what still takes up time.
CREATE INDEX booking_by_therapist ON booking (therapist, ends_at) WHERE state IN (1, 2);
CREATE INDEX booking_by_room ON booking (room, ends_at) WHERE state IN (1, 2) AND room IS NOT NULL;
-- The few holds, by when they lapse.
CREATE INDEX booking_held ON booking (lapses_at) WHERE state = 1;
-- The holds that ended, by when they may be deleted: the sweep never looks through the bookings of years.
CREATE INDEX booking_lapsed ON booking (ended_at) WHERE state = 4;

-- One row per five minutes that a booking or hold takes up, buffers included. The primary key is the promise that
-- nobody is booked twice: it holds whatever the program believes, on any engine, on any number of nodes
-- (docs/decisions/0002). No foreign key: it would need an index by booking, a third of the cost of a booking; `verify`
-- looks for cells that belong to nothing.
CREATE TABLE occupied_cell (
    resource {integer} NOT NULL,
    cell     {integer} NOT NULL,
    booking  {bytes} NOT NULL CHECK (length(booking) = 16),
    PRIMARY KEY (resource, cell)
) {key_table};

-- The key that an item's private parts are sealed with, wrapped for each holder who may read them. Erasing a person
-- means deleting wraps.
CREATE TABLE item_key (
    item        {bytes} NOT NULL CHECK (length(item) = 16),
    holder      {text} NOT NULL,
    key_version {integer} NOT NULL,
    wrap        {bytes} NOT NULL,
    PRIMARY KEY (item, holder)
) {key_table};

-- Who did what to a booking, when, and why. event: 1 booked, 2 moved, 3 cancelled. number is the booking's sequence
-- after it. reason is sealed.
CREATE TABLE booking_event (
    booking {bytes} NOT NULL REFERENCES booking (id),
    number  {integer} NOT NULL CHECK (number >= 0),
    event   {integer} NOT NULL CHECK (event IN (1, 2, 3)),
    actor   {integer} NOT NULL CHECK (actor IN (1, 2, 3)),
    at      {integer} NOT NULL,
    reason  {bytes},
    PRIMARY KEY (booking, number)
) {key_table};
