//! What the tests of pages share.

pub mod samples;
