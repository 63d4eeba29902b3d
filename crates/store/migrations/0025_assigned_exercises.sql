-- Why: a clinician assigns an exercise to one person. It is part of the clinical record, so it stays when that person
-- erases their own space, and it is shown in their plan.
CREATE TABLE assigned_exercise (
    person      {bytes} NOT NULL REFERENCES person (id),
    exercise    {text} NOT NULL CHECK (length(exercise) BETWEEN 1 AND 64),
    assigned_by {bytes} NOT NULL REFERENCES staff (id),
    assigned_at {integer} NOT NULL,
    PRIMARY KEY (person, exercise)
) {key_table};
