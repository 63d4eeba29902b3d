-- Why: clients and staff sign in, each with what is theirs alone. Nothing that opens an account can be read here:
-- passphrases are slow hashes, sealed besides; tokens and codes are hashes or codes (HMAC); names are sealed, and found
-- by a code. No address stands here, so none finds an account.

-- Who can sign in. id is the person's or the member of staff's; kind: 1 person, 2 staff. name is sealed with the item
-- key of id. generation is raised whenever what opens the account changes.
CREATE TABLE account (
    id          {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind        {integer} NOT NULL CHECK (kind IN (1, 2)),
    name_code   {bytes} NOT NULL UNIQUE,
    key_version {integer} NOT NULL,
    name        {bytes} NOT NULL,
    generation  {integer} NOT NULL CHECK (generation >= 0),
    made_at     {integer} NOT NULL
) {table};

-- What only its owner knows or has. kind: 1 the slow hash of a passphrase, 2 the secret of one-time numbers. Sealed with
-- the item key of account. last_step: the newest step whose number was taken, so that none is taken twice.
CREATE TABLE secret (
    account   {bytes} NOT NULL REFERENCES account (id),
    kind      {integer} NOT NULL CHECK (kind IN (1, 2)),
    secret    {bytes} NOT NULL,
    last_step {integer} NOT NULL DEFAULT 0,
    made_at   {integer} NOT NULL,
    PRIMARY KEY (account, kind)
) {key_table};

-- Recovery codes that are not used up.
CREATE TABLE recovery_code (
    account {bytes} NOT NULL REFERENCES account (id),
    code    {bytes} NOT NULL,
    PRIMARY KEY (account, code)
) {key_table};

-- Passkeys. code finds one by its credential's id. passkey is sealed with the item key of account: id, public key, what
-- its owner calls it. sign_count is the authenticator's own; 0 where it does not count.
CREATE TABLE passkey (
    id         {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account    {bytes} NOT NULL REFERENCES account (id),
    code       {bytes} NOT NULL UNIQUE,
    passkey    {bytes} NOT NULL,
    sign_count {integer} NOT NULL,
    made_at    {integer} NOT NULL,
    used_at    {integer}
) {table};

CREATE INDEX passkey_by_account ON passkey (account);

-- Devices that are signed in. token is the SHA-256 of 32 random bytes that only the device has. device is sealed with
-- the item key of account: which kind of browser it is.
CREATE TABLE session (
    id           {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    token        {bytes} NOT NULL UNIQUE,
    account      {bytes} NOT NULL REFERENCES account (id),
    made_at      {integer} NOT NULL,
    seen_at      {integer} NOT NULL,
    ends_at      {integer} NOT NULL,
    confirmed_at {integer} NOT NULL,
    device       {bytes} NOT NULL
) {table};

CREATE INDEX session_by_account ON session (account, made_at);
CREATE INDEX session_seen ON session (seen_at);

-- Links that act once. token is the SHA-256 of 32 random bytes that only the link has. purpose: 1 signs in (demo), 2
-- sets up what a member of staff signs in with.
CREATE TABLE sign_in_link (
    token      {bytes} NOT NULL PRIMARY KEY,
    account    {bytes} NOT NULL REFERENCES account (id),
    purpose    {integer} NOT NULL CHECK (purpose IN (1, 2)),
    expires_at {integer} NOT NULL
) {key_table};

CREATE INDEX sign_in_link_expired ON sign_in_link (expires_at);

-- Codes of the practice with which a client begins an account, or comes back to one that they cannot open any more.
-- person: whose account it opens again; none begins a new one. clinician is the slug of who is named to them.
CREATE TABLE start_code (
    code       {bytes} NOT NULL PRIMARY KEY,
    clinician  {text} NOT NULL,
    person     {bytes} REFERENCES person (id),
    made_by    {bytes} NOT NULL REFERENCES staff (id),
    expires_at {integer} NOT NULL
) {key_table};

CREATE INDEX start_code_expired ON start_code (expires_at);
CREATE INDEX start_code_by_person ON start_code (person);

-- What was answered with a passkey already, until it lapses by itself: no answer is taken twice.
CREATE TABLE used_challenge (
    code       {bytes} NOT NULL PRIMARY KEY,
    expires_at {integer} NOT NULL
) {key_table};

CREATE INDEX used_challenge_expired ON used_challenge (expires_at);
