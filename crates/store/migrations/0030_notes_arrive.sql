-- Why: a look of the staff is answered once its notes are kept, so keeping them has to be cheap. A note arrives in a table
-- of one tree, and is filed into audit, with its indexes, a few seconds later and many at a time.

-- A note as audit holds it, from its deed until it is filed. By id, which begins with its time.
CREATE TABLE audit_arrived (
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
) {key_table};

-- Nothing here changes, and nothing leaves that was not filed.
{only_sqlite}
CREATE TRIGGER audit_arrived_no_update BEFORE UPDATE ON audit_arrived BEGIN
    SELECT RAISE(ABORT, 'audit rows never change');
END;
CREATE TRIGGER audit_arrived_no_delete BEFORE DELETE ON audit_arrived
    WHEN NOT EXISTS (SELECT 1 FROM audit WHERE audit.id = OLD.id) BEGIN
    SELECT RAISE(ABORT, 'audit rows never change');
END;
{end_only_sqlite}
{only_postgres}
CREATE FUNCTION audit_is_filed() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN IF EXISTS (SELECT 1 FROM audit WHERE audit.id = OLD.id) THEN RETURN OLD; END IF; '
    'RAISE EXCEPTION ''audit rows and seals never change''; END';
CREATE TRIGGER audit_arrived_kept BEFORE UPDATE OR TRUNCATE ON audit_arrived EXECUTE FUNCTION audit_never_changes();
CREATE TRIGGER audit_arrived_leaves BEFORE DELETE ON audit_arrived FOR EACH ROW EXECUTE FUNCTION audit_is_filed();
{end_only_postgres}
