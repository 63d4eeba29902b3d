//! What is wrong with a settings file, where, and how to mend it.

use std::fmt;

/// One thing that is wrong in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The file, as it was named.
    pub file: String,
    /// The line, counted from 1; none when the file could not be read at all.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

/// `FILE:LINE: what is wrong; how to mend it`
impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        write!(formatter, ": {}; {}", self.problem, self.mend)
    }
}
