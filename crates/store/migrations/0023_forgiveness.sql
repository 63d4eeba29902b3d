-- Why: what is about forgiving opens by a person's own mark, which is theirs alone, and by the word of their therapist.

-- That a clinician released it for a person, after hearing them alone (heard: as in joint_work). The mark itself is a
-- private_document, so this says nothing of whether there is one.
CREATE TABLE forgiveness_release (
    person      {bytes} NOT NULL PRIMARY KEY REFERENCES person (id),
    released_by {bytes} NOT NULL REFERENCES staff (id),
    released_at {integer} NOT NULL,
    heard       {integer} NOT NULL CHECK (heard IN (1, 2, 3))
) {table};
