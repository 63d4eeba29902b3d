//! Names of things in a plan: random, so that they tell nothing.

use std::fmt;

use crate::people::random_id;

random_id! {
    /// Names a breach, as one person states it.
    BreachId
}

random_id! {
    /// Names a commitment.
    CommitmentId
}

random_id! {
    /// Names a log of moves: something that two do together.
    LogId
}
