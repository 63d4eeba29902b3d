-- Why: the same request sent twice is answered once, and one network address books only so often. Keys, bodies and
-- addresses stand here only as codes (HMAC), so none can be read.

-- answer is sealed with the booking's key. No foreign key: it would need an index by booking, and only holds, which
-- have no answer, are ever deleted.
CREATE TABLE idempotency (
    key_code    {bytes} NOT NULL PRIMARY KEY,
    key_version {integer} NOT NULL,
    body_code   {bytes} NOT NULL,
    booking     {bytes} NOT NULL CHECK (length(booking) = 16),
    answer      {bytes} NOT NULL,
    expires_at  {integer} NOT NULL
) {table};

CREATE INDEX idempotency_expired ON idempotency (expires_at);

-- How often something was done from one network address in one hour, counted in hours since 1970.
CREATE TABLE address_count (
    code  {bytes} NOT NULL,
    hour  {integer} NOT NULL,
    times {integer} NOT NULL CHECK (times > 0),
    PRIMARY KEY (code, hour)
) {key_table};
