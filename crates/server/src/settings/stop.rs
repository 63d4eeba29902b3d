//! Why a command ends before anything was started, in words, and its exit status.

use super::fault::Fault;

/// What to print, where, and the exit status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stop {
    /// The words, with a line end.
    pub text: String,
    /// Where they go.
    pub stream: Stream,
    /// 0 fine; 2 usage or settings.
    pub status: u8,
}

/// A standard stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// What was asked for.
    Output,
    /// What went wrong.
    Error,
}

impl Stop {
    /// Settings that do not go together.
    pub fn settings(text: String) -> Self {
        Self { text: format!("troth: {text}\n"), stream: Stream::Error, status: 2 }
    }

    /// Something failed that no setting is to blame for.
    pub fn fault(text: String) -> Self {
        Self { text: format!("troth: {text}\n"), stream: Stream::Error, status: 1 }
    }

    pub(super) fn for_usage(error: &clap::Error) -> Self {
        let stream = if error.use_stderr() { Stream::Error } else { Stream::Output };
        let status = if error.use_stderr() { 2 } else { 0 };
        Self { text: error.render().to_string(), stream, status }
    }

    /// What is wrong with the practice's file, one fault a line.
    pub(super) fn for_faults(faults: &[Fault]) -> Self {
        Self { text: faults.iter().map(|fault| format!("{fault}\n")).collect(), stream: Stream::Error, status: 2 }
    }
}
