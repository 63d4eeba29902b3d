//! What people write into a plan, as types that do not print.

use std::fmt;

use crate::limits;
use crate::people::{InvalidPersonal, plain_line};
use crate::writing::lines;

macro_rules! plan_text {
    ($(#[$doc:meta])* $name:ident, $take:ident, $characters_max:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Takes what was typed.
            ///
            /// # Errors
            /// [`InvalidPersonal::Empty`], [`InvalidPersonal::TooLong`], [`InvalidPersonal::Character`].
            pub fn new(text: &str) -> Result<Self, InvalidPersonal> {
                $take(text, limits::$characters_max).map(Self)
            }

            /// The text itself: never to a log.
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(private)"))
            }
        }
    };
}

plan_text! {
    /// What is said in one turn of a talk: at most [`TURN_CHARACTERS_MAX`](limits::TURN_CHARACTERS_MAX) characters. Line
    /// breaks stay.
    TurnText, lines, TURN_CHARACTERS_MAX
}

plan_text! {
    /// A text of the plan: at most [`PLAN_TEXT_CHARACTERS_MAX`](limits::PLAN_TEXT_CHARACTERS_MAX) characters. Line breaks
    /// stay.
    PlanText, lines, PLAN_TEXT_CHARACTERS_MAX
}

plan_text! {
    /// One line of the plan: at most [`PLAN_LINE_CHARACTERS_MAX`](limits::PLAN_LINE_CHARACTERS_MAX) characters.
    PlanLine, plain_line, PLAN_LINE_CHARACTERS_MAX
}
