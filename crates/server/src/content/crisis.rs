//! Where help is now: `crisis.toml`. Data with a date, so that anyone can check and change it.

use serde::Deserialize;

use super::text::Source;
use crate::settings::Fault;

/// The list, and its day.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crisis {
    /// The day that the list is of.
    pub dated: String,
    /// Its lines, in their order.
    pub resource: Vec<Resource>,
}

/// A line that someone can call, text or read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// When to turn to it.
    pub when: String,
    /// The number to call.
    pub call: Option<String>,
    /// The number for a text telephone.
    pub tty: Option<String>,
    /// The number to text.
    pub text: Option<Texting>,
}

/// A number to text, and the word to send.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texting {
    /// The number.
    pub number: String,
    /// What to write, where something must be.
    pub word: Option<String>,
}

impl Crisis {
    /// Reads `crisis.toml`.
    ///
    /// # Errors
    /// What is not TOML, or a list with nobody on it.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let crisis: Self = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        let reachable = |one: &Resource| one.call.is_some() || one.text.is_some();
        if crisis.resource.is_empty() || !crisis.resource.iter().all(reachable) {
            let mend =
                "give each [[resource]] at least call = \"…\" or text = { number = \"…\" }, and keep at least one";
            return Err(vec![source.fault(1, "the list has nobody, or someone whom nobody can reach", mend)]);
        }
        Ok(crisis)
    }
}
