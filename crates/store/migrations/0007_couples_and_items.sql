-- Why: two persons who each agreed are a couple here, and what each of them writes is theirs until they share it.

-- first passed on the code, second used it. Two columns: a couple of three cannot be written down. The names are those
-- that each chose to be called by on the other's pages, sealed with the couple's item key, which both hold. They stay as
-- they were at the linking: a change would tell of what the other does alone. rules_digest: SHA-256 of the words of the
-- rules that both read, so that it can be shown which ones they were.
CREATE TABLE couple (
    id            {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    first_person  {bytes} NOT NULL REFERENCES person (id),
    second_person {bytes} NOT NULL REFERENCES person (id),
    first_name    {bytes} NOT NULL,
    second_name   {bytes} NOT NULL,
    rules_version {integer} NOT NULL,
    rules_digest  {bytes} NOT NULL CHECK (length(rules_digest) = 32),
    linked_at     {integer} NOT NULL,
    CHECK (first_person <> second_person)
) {table};

CREATE INDEX couple_by_first ON couple (first_person);
CREATE INDEX couple_by_second ON couple (second_person);

-- Who is in which couple, as far as they know. The primary key is the promise that nobody is in two. The row of whoever
-- leaves goes at once; the other's goes when they are linked anew, after they were told.
CREATE TABLE linked_person (
    person {bytes} NOT NULL PRIMARY KEY REFERENCES person (id),
    couple {bytes} NOT NULL REFERENCES couple (id)
) {key_table};

-- That one of the two left. told_at: from when on the other is told. bookings_stay: 1 when joint bookings stay.
CREATE TABLE couple_leaving (
    couple        {bytes} NOT NULL REFERENCES couple (id),
    person        {bytes} NOT NULL REFERENCES person (id),
    left_at       {integer} NOT NULL,
    told_at       {integer} NOT NULL,
    bookings_stay {integer} NOT NULL CHECK (bookings_stay IN (0, 1)),
    PRIMARY KEY (couple, person),
    CHECK (told_at >= left_at)
) {key_table};

-- A code that links two persons, as an HMAC: who copies the database cannot use it. One of each person at a time. name is
-- what the inviter is to be called by, sealed with their own item key.
CREATE TABLE invitation (
    inviter       {bytes} NOT NULL PRIMARY KEY REFERENCES person (id),
    code          {bytes} NOT NULL UNIQUE,
    name          {bytes} NOT NULL,
    rules_version {integer} NOT NULL,
    rules_digest  {bytes} NOT NULL CHECK (length(rules_digest) = 32),
    made_at       {integer} NOT NULL,
    expires_at    {integer} NOT NULL
) {table};

-- Something that a person wrote. kind: 1 impact statement, 2 account, 3 journal, 4 screening, 5 check-in, 6 exercise.
-- body is sealed with the item's own key, which item_key wraps for its author, for the practice once the therapist may
-- see it, and for each partner whom it was shared with. finished_at is empty while it is a draft. therapist_at: since when the author's
-- therapist may see it.
CREATE TABLE item (
    id           {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    author       {bytes} NOT NULL REFERENCES person (id),
    kind         {integer} NOT NULL CHECK (kind BETWEEN 1 AND 6),
    version      {integer} NOT NULL CHECK (version >= 1),
    body         {bytes} NOT NULL,
    changed_at   {integer} NOT NULL,
    finished_at  {integer},
    therapist_at {integer},
    CHECK (therapist_at IS NULL OR finished_at IS NOT NULL),
    CHECK (kind NOT IN (4, 5) OR finished_at IS NOT NULL)
) {table};

CREATE INDEX item_by_author ON item (author, changed_at);

-- A copy for the partner, on its way or there. deliver_at is empty while it is held, and for good once either left.
CREATE TABLE delivery (
    item         {bytes} NOT NULL REFERENCES item (id),
    couple       {bytes} NOT NULL REFERENCES couple (id),
    reader       {bytes} NOT NULL REFERENCES person (id),
    shared_at    {integer} NOT NULL,
    deliver_at   {integer},
    withdrawn_at {integer},
    PRIMARY KEY (item, couple)
) {key_table};

CREATE INDEX delivery_by_reader ON delivery (reader, deliver_at);
CREATE INDEX delivery_by_couple ON delivery (couple);

-- Which words of the practice's secrets policy a person signed, and when: their number, and a digest of them, since other
-- words under the same number are not what was signed.
CREATE TABLE policy_signature (
    person    {bytes} NOT NULL REFERENCES person (id),
    version   {integer} NOT NULL,
    digest    {bytes} NOT NULL CHECK (length(digest) = 32),
    signed_at {integer} NOT NULL,
    PRIMARY KEY (person, version, digest)
) {key_table};
