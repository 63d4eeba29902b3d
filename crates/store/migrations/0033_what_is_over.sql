-- Why: after two years a page of what is still going on reads little more than after two weeks.

-- closes: as in plan_move, so that a page finds what is over on it without a look at the moves.
ALTER TABLE plan_arrival ADD COLUMN closes {integer} NOT NULL DEFAULT 0 CHECK (closes IN (0, 1));

CREATE INDEX plan_arrival_closing ON plan_arrival (reader, couple, kind, arrives_at, log) WHERE closes = 1;

-- over_at: from when on it is over on both pages by the clock alone; null where no clock ends it, and of what is older than this.
ALTER TABLE plan_log ADD COLUMN over_at {integer};
