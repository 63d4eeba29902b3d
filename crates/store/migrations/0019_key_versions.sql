-- Why: the practice's key can be changed for a new one. Each version has a row here; the newest is the one that wraps are
-- made with. A node that still runs with an older key must not make wraps that nobody opens later.

CREATE TABLE key_version (
    version {integer} NOT NULL PRIMARY KEY CHECK (version >= 1),
    made_at {integer} NOT NULL
) {table};

INSERT INTO key_version (version, made_at) VALUES (1, 0);

{only_sqlite}
CREATE TRIGGER item_key_version BEFORE INSERT ON item_key
WHEN NEW.key_version <> (SELECT MAX(version) FROM key_version) BEGIN
    SELECT RAISE(ABORT, 'the practice has a newer key');
END;
CREATE TRIGGER person_key_version BEFORE INSERT ON person_key
WHEN NEW.key_version <> (SELECT MAX(version) FROM key_version) BEGIN
    SELECT RAISE(ABORT, 'the practice has a newer key');
END;
{end_only_sqlite}
{only_postgres}
CREATE FUNCTION newest_key_only() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN
        IF NEW.key_version <> (SELECT MAX(version) FROM key_version) THEN
            RAISE EXCEPTION ''the practice has a newer key'';
        END IF;
        RETURN NEW;
    END';
CREATE TRIGGER item_key_version BEFORE INSERT ON item_key FOR EACH ROW EXECUTE FUNCTION newest_key_only();
CREATE TRIGGER person_key_version BEFORE INSERT ON person_key FOR EACH ROW EXECUTE FUNCTION newest_key_only();
{end_only_postgres}
