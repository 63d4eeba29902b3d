//! Links that act once.

use crate::limits;

/// What a one-time link does. Seeing it does nothing: its page shows a button, and the button acts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkPurpose {
    /// Signs in at once. Made by `troth demo` only: everybody in it is made up.
    DemoSignIn,
    /// Lets a new member of staff choose what they sign in with, or one who lost it choose anew.
    SetUp,
}

impl LinkPurpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::DemoSignIn, Self::SetUp];

    /// Hours that such a link is good for.
    pub fn hours(self) -> i64 {
        match self {
            Self::DemoSignIn => limits::DEMO_LINK_HOURS,
            Self::SetUp => limits::SET_UP_LINK_HOURS,
        }
    }
}
