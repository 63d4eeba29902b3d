-- Why: how long a reader's list takes must not tell whether something is on its way, held, or was taken back before it
-- came. An index of what is there alone passes over all of that without a look.

DROP INDEX delivery_by_reader;
CREATE INDEX delivery_by_reader ON delivery (reader, deliver_at) WHERE withdrawn_at IS NULL;
