-- Why: who looked at, or changed, what; so kept that no row can be changed, taken away, put in or put elsewhere without
-- `verify` finding it (docs/decisions/0008).

-- One thing that was done, written in its own transaction. event: its code in the domain's audit.rs. actor_kind: 1 a
-- person, 2 a member of staff, 3 the program. Ids only. No foreign keys: a note outlives what it is about. mac: a code
-- over all the rest, with a key that is not in the database.
CREATE TABLE audit (
    id          {bytes} NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    at          {integer} NOT NULL,
    event       {integer} NOT NULL CHECK (event BETWEEN 1 AND 65535),
    actor_kind  {integer} NOT NULL CHECK (actor_kind IN (1, 2, 3)),
    actor       {bytes} CHECK (length(actor) = 16),
    person      {bytes} CHECK (length(person) = 16),
    item        {bytes} CHECK (length(item) = 16),
    couple      {bytes} CHECK (length(couple) = 16),
    staff       {bytes} CHECK (length(staff) = 16),
    key_version {integer} NOT NULL,
    mac         {bytes} NOT NULL CHECK (length(mac) = 32),
    CHECK ((actor_kind = 3) = (actor IS NULL))
) {table};

CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_person ON audit (person, at) WHERE person IS NOT NULL;

-- Rows that no seal covers yet: a trigger puts them here, sealing takes them away.
CREATE TABLE audit_waiting (
    audit {bytes} NOT NULL PRIMARY KEY
) {key_table};

-- A seal over some rows: hash is over the hash of the seal before it, and over the rows in their order. row_count: how
-- many; total: how many with all seals before. The primary key keeps two nodes from sealing side by side.
CREATE TABLE audit_seal (
    number      {integer} NOT NULL PRIMARY KEY CHECK (number >= 1),
    row_count   {integer} NOT NULL CHECK (row_count >= 1),
    total       {integer} NOT NULL CHECK (total >= row_count),
    sealed_at   {integer} NOT NULL,
    hash        {bytes} NOT NULL CHECK (length(hash) = 32),
    key_version {integer} NOT NULL,
    mac         {bytes} NOT NULL CHECK (length(mac) = 32)
) {table};

-- Which rows a seal covers, in which order.
CREATE TABLE audit_sealed (
    seal     {integer} NOT NULL REFERENCES audit_seal (number),
    position {integer} NOT NULL CHECK (position >= 0),
    audit    {bytes} NOT NULL UNIQUE,
    PRIMARY KEY (seal, position)
) {key_table};

-- The number of the last seal, with a code over number and hash, so that seals missing at the end are noticed. Only ever
-- one row; whoever seals takes it first, which puts nodes one after the other.
CREATE TABLE audit_head (
    one         {integer} NOT NULL PRIMARY KEY CHECK (one = 1),
    number      {integer} NOT NULL CHECK (number >= 0),
    key_version {integer} NOT NULL,
    mac         {bytes} CHECK (length(mac) = 32),
    CHECK ((number = 0) = (mac IS NULL))
) {table};

INSERT INTO audit_head (one, number, key_version) VALUES (1, 0, 1);

-- Rows and seals never change. Who can take these triggers away is found by `verify` all the same.
{only_sqlite}
CREATE TRIGGER audit_waits AFTER INSERT ON audit BEGIN
    INSERT INTO audit_waiting (audit) VALUES (NEW.id);
END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows never change'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows never change'); END;
CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(ABORT, 'seals never change'); END;
CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal BEGIN SELECT RAISE(ABORT, 'seals never change'); END;
CREATE TRIGGER audit_sealed_no_update BEFORE UPDATE ON audit_sealed BEGIN
    SELECT RAISE(ABORT, 'seals never change');
END;
CREATE TRIGGER audit_sealed_no_delete BEFORE DELETE ON audit_sealed BEGIN
    SELECT RAISE(ABORT, 'seals never change');
END;
{end_only_sqlite}
{only_postgres}
CREATE FUNCTION audit_waits() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO audit_waiting (audit) VALUES (NEW.id); RETURN NULL; END';
CREATE FUNCTION audit_never_changes() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''audit rows and seals never change''; END';
CREATE TRIGGER audit_waits AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_waits();
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION audit_never_changes();
CREATE TRIGGER audit_seal_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal EXECUTE FUNCTION audit_never_changes();
CREATE TRIGGER audit_sealed_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_sealed
    EXECUTE FUNCTION audit_never_changes();
{end_only_postgres}
