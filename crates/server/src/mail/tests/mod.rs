//! What the tests of mail, calendar files and jobs share.

pub(crate) mod samples;
pub(crate) mod sink;
