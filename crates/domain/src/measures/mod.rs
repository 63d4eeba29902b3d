//! Measures: what is asked in a check-in, what the answers come to, and what a row of them says.
//!
//! - [`questionnaire`]: the questions, and answers to them
//! - [`scoring`]: from answers to scores, by the rules of a file
//! - [`change`]: whether a change is larger than measuring alone brings about
//!
//! Nothing here compares two people. A measure is FHIR (R4) with a file of scoring rules beside it; both are read in
//! the server.

pub mod change;
mod kept;
pub mod questionnaire;
pub mod scoring;

pub use kept::{Kept, KeptAnswer, KeptScore, Unreadable};
