//! Two people, and a few values that every test of the plan needs.

use jiff::Timestamp;
use proptest::prelude::ProptestConfig;
use troth_domain::people::PersonId;
use troth_domain::plan::{CommandId, Partners};

pub const ANA: PersonId = PersonId([1; 16]);
pub const BO: PersonId = PersonId([2; 16]);
pub const CLEO: PersonId = PersonId([3; 16]);

pub fn partners() -> Partners {
    Partners::new([ANA, BO]).unwrap()
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Noon on a Monday.
pub fn noon() -> Timestamp {
    instant("2027-03-01T12:00:00Z")
}

/// A command's id, made from a number.
pub fn id(number: u32) -> CommandId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    CommandId(bytes)
}

/// So many random cases; a failing one is told, not kept in a file.
pub fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(count) }
}
