-- Why: what two do together is opened by their clinician, one exercise after the other, and comes at a delivery hour.

-- shows_at: from when on both see it, as long as joint work is open.
CREATE TABLE exercise_opening (
    couple    {bytes} NOT NULL REFERENCES couple (id),
    exercise  {text} NOT NULL CHECK (length(exercise) BETWEEN 1 AND 64),
    opened_by {bytes} NOT NULL REFERENCES staff (id),
    opened_at {integer} NOT NULL,
    shows_at  {integer} NOT NULL,
    PRIMARY KEY (couple, exercise)
) {key_table};
