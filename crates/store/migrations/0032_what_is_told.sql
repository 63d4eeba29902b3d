-- Why: what comes to somebody is told to them when it is news, and not otherwise.

-- closes: 1 where the thing is over on a page that this move has come to. What was under way then still comes, and is told
-- to nobody. It is not plan_log.ended_at, which keeps what was under way from coming at all. Of moves from before this it is
-- not known, and theirs are told as they were.
ALTER TABLE plan_move ADD COLUMN closes {integer} NOT NULL DEFAULT 0 CHECK (closes IN (0, 1));

-- appointed_at: the check-in for which a question was asked, so that one that was held comes at a check-in, and is told then. Of
-- questions from before this it is not known: those that are held come at a delivery hour.
ALTER TABLE plan_move ADD COLUMN appointed_at {integer};

-- told_at: the last delivery hour at which the reader was told of an earlier copy of this item in this couple. What is taken
-- back and shared again is told anew after some days, not each time.
ALTER TABLE delivery ADD COLUMN told_at {integer};

-- Who of two agreed to rules newer than those before which they were linked. counts_at: the delivery hour from which on it
-- counts, so that neither sees at which minute the other was here. digest: as couple.rules_digest.
CREATE TABLE rules_agreement (
    couple    {bytes} NOT NULL REFERENCES couple (id),
    person    {bytes} NOT NULL REFERENCES person (id),
    version   {integer} NOT NULL,
    digest    {bytes} NOT NULL CHECK (length(digest) = 32),
    agreed_at {integer} NOT NULL,
    counts_at {integer} NOT NULL,
    PRIMARY KEY (couple, person, version)
) {key_table};

-- Promises that were agreed to before migration 27 have no reminder, and what they say is sealed. So each of the two gets one for
-- each promise, due long ago: it is too late to be said, and is put off to its next time, or taken away where there is none.
INSERT INTO commitment_reminder (person, log, due_at)
SELECT person.id, plan_log.id, 0 FROM plan_log
JOIN couple ON couple.id = plan_log.couple
JOIN person ON person.id = couple.first_person OR person.id = couple.second_person
WHERE plan_log.kind = 1 AND person.erased_at IS NULL
AND NOT EXISTS (SELECT 1 FROM commitment_reminder AS known WHERE known.person = person.id AND known.log = plan_log.id);
