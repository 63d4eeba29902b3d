//! The rules, tested through what other crates can reach.
#![expect(clippy::unwrap_used, reason = "a test that meets what cannot be should fail")]

mod openings;
mod world;
