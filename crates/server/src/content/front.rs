//! The head of a page: TOML between two lines of `+++`.

use serde::de::DeserializeOwned;

use super::text::Source;
use crate::settings::Fault;

const FENCE: &str = "+++";

/// Reads a page's head; answers it and where, in bytes, the Markdown below it begins.
///
/// # Errors
/// A head that is missing, not closed, or says something that it cannot say.
pub fn read<T: DeserializeOwned>(source: &Source) -> Result<(T, usize), Vec<Fault>> {
    let text = source.text.as_str();
    let Some(after) = text.strip_prefix(FENCE).and_then(|rest| rest.strip_prefix('\n')) else {
        return Err(vec![source.fault(
            1,
            "the page has no head",
            "begin the file with a line +++, then title = \"…\" and the rest, then a line +++",
        )]);
    };
    let head_at = text.len() - after.len();
    let Some(end) = after.find("\n+++\n").map(|end| end + 1) else {
        return Err(vec![source.fault(1, "the page's head does not end", "put a line +++ after its last key")]);
    };
    let (head, rest) = after.split_at(end);
    let body = rest.strip_prefix(FENCE).unwrap_or(rest);
    let head = toml::from_str(head).map_err(|error| vec![source.toml_fault(head_at, &error)])?;
    Ok((head, text.len() - body.len()))
}
