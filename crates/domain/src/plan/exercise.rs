//! Which exercises of the programme are there for somebody, and which a clinician can open.

/// What an exercise asks for before it can be done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Asks {
    /// That two do it. Then it is there once a clinician opened it to them, and nothing of it is written down here: each
    /// would have to see what the other wrote.
    pub both: bool,
    /// That what is about forgiving is open for them: they marked for themselves that amends were made, and where they have
    /// a therapist, that one released it.
    pub amends: bool,
}

impl Asks {
    /// Whether a clinician can open it to two. What asks for amends opens by a mark of one of them, and by nobody else.
    ///
    /// ```
    /// use troth_domain::plan::exercise::Asks;
    /// assert!(Asks { both: true, amends: false }.may_be_opened());
    /// assert!(!Asks { both: false, amends: false }.may_be_opened(), "alone it is there anyway");
    /// assert!(!Asks { both: true, amends: true }.may_be_opened());
    /// ```
    pub fn may_be_opened(self) -> bool {
        self.both && !self.amends
    }

    /// Whether it is there for somebody to whom it was `opened` or not, and whether what is about forgiving is open for them (`forgives`).
    ///
    /// ```
    /// use troth_domain::plan::exercise::Asks;
    /// let [alone, both] = [false, true].map(|both| Asks { both, amends: false });
    /// assert!(alone.is_there(false, false) && both.is_there(true, false) && !both.is_there(false, true));
    /// let forgiving = Asks { amends: true, ..alone };
    /// assert!(forgiving.is_there(false, true) && !forgiving.is_there(true, false));
    /// ```
    pub fn is_there(self, opened: bool, forgives: bool) -> bool {
        (!self.amends || forgives) && (!self.both || opened)
    }

    /// Whether one can write at it here.
    pub fn may_be_written(self) -> bool {
        !self.both
    }
}
