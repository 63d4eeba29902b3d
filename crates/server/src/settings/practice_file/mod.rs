//! The practice's file, `practice.toml`: read once at start and checked completely.
//!
//! `docs/practice-file.md` names every key with its default and its limits.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeTable;
use troth_domain::limits;
use troth_domain::practice::Practice;

use self::reader::{Section, Sheet};
use super::fault::Fault;

mod offerings;
mod places;
mod practice;
mod reader;
mod services;
mod therapists;
mod values;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use self::services::{LimitSettings, MailSettings, Transport};

/// What the practice's file says, checked completely.
#[derive(Clone, Debug)]
pub struct PracticeFile {
    /// The practice itself.
    pub practice: Practice,
    /// How mail leaves.
    pub mail: MailSettings,
    /// How much one network address may ask for.
    pub limits: LimitSettings,
    /// The folder of the practice's own texts.
    pub content: Option<PathBuf>,
    /// What is allowed but probably not meant, by line.
    pub warnings: Vec<Fault>,
}

/// Reads and checks the practice's file.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn read_practice_file(path: &Path) -> Result<PracticeFile, Vec<Fault>> {
    let file = path.display().to_string();
    match read_at_most(path, limits::PRACTICE_FILE_BYTES_MAX + 1) {
        Ok(bytes) => parse_practice_file(&file, &bytes),
        Err(error) => {
            let problem = format!("the practice's file cannot be read ({error})");
            let mend = "name the file with --practice and let Troth's account read it".to_owned();
            Err(vec![Fault { file, line: None, problem, mend }])
        }
    }
}

fn read_at_most(path: &Path, bytes_max: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Checks the text of a practice's file that people know as `file`.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn parse_practice_file(file: &str, bytes: &[u8]) -> Result<PracticeFile, Vec<Fault>> {
    let refuse = |line: usize, problem: String, mend: &str| {
        Err(vec![Fault { file: file.to_owned(), line: Some(line), problem, mend: mend.to_owned() }])
    };
    if bytes.len() as u64 > limits::PRACTICE_FILE_BYTES_MAX {
        let mend = "shorten it; closed dates and overrides of past years can go";
        return refuse(1, format!("the file is larger than {} bytes", limits::PRACTICE_FILE_BYTES_MAX), mend);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            return refuse(line, "the file is not UTF-8 from here on".to_owned(), "save it as UTF-8");
        }
    };
    let sheet = Sheet::new(file, text);
    let read = parse_toml(&sheet, text).and_then(|root| read_root(&sheet, root));
    let (faults, warnings) = sheet.into_findings();
    match read {
        Some(read) if faults.is_empty() => Ok(PracticeFile { warnings, ..read }),
        // What could not be read without a fault would be a fault of this program; say at least that.
        None if faults.is_empty() => {
            refuse(1, "the file cannot be understood".to_owned(), "compare it with the example in the documentation")
        }
        _ => Err(faults),
    }
}

/// The file as TOML. After a mistake in the writing itself the rest would be guesswork, so that is all there is to
/// report; a key that is there twice leaves the rest readable.
fn parse_toml<'i>(sheet: &Sheet, text: &'i str) -> Option<Spanned<DeTable<'i>>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut readable = true;
    for error in &errors {
        let place = error.span().unwrap_or_default();
        if error.message().starts_with("duplicate key") {
            sheet.fault(&place, "this key or section is there twice", "keep one of the two");
        } else {
            readable = false;
            // What the parser would have liked to see is a list of characters, which helps nobody.
            let problem = error.message().split(", expected").next().unwrap_or_default();
            sheet.fault(&place, format!("this is not TOML: {problem}"), mend_of(problem));
        }
    }
    readable.then_some(root)
}

/// How to mend a mistake in TOML, from how the parser names it.
fn mend_of(problem: &str) -> &'static str {
    let names = |word: &str| problem.contains(word);
    match () {
        () if names("escape") => "write \\\\ for a backslash, or put the text in single quotes",
        () if names("zero") => "write numbers without a 0 before them",
        () if names("recurs") => "nest lists and tables less deeply",
        () if names("comma") || names("inline table") => {
            "write { from = \"09:00\", to = \"17:00\" } with commas between"
        }
        () if names("array table") => "write [[therapist]] with two brackets on both sides",
        () if names("unclosed table") => "write [practice] with a bracket on both sides",
        () if names("array") => "write lists in [ ] with commas, such as [\"mon\", \"tue\"]",
        () if names("string") => "write text in quotes, such as name = \"Ana\"",
        () => "write one key = value in each line, text in quotes, sections as [practice] or [[therapist]]",
    }
}

fn read_root(sheet: &Sheet, root: Spanned<DeTable<'_>>) -> Option<PracticeFile> {
    let mut root = Section::new(sheet, "the file", 0..0, root.into_inner());
    let mut about = practice::read_about(&mut root);
    let policy = practice::read_policy(&mut root);
    let mail = services::read_mail(&mut root, about.email.as_ref());
    let limits = services::read_limits(&mut root);
    let offerings = offerings::read(&mut root);
    let places = places::read(&mut root, &about);
    let therapists = therapists::read(&mut root, &about, &offerings, &places);
    offerings::check_given(sheet, &offerings, &therapists);
    practice::check_intake(sheet, &about, &therapists.list);
    root.finish();
    let practice = Practice {
        name: about.name.take()?,
        time_zone: about.time_zone.take()?,
        languages: about.languages,
        public_url: about.public_url,
        phone: about.phone,
        email: about.email,
        address: about.address,
        closed_dates: about.closed_dates,
        policy: policy?,
        locations: places.locations,
        rooms: places.rooms,
        therapists: therapists.list,
        intake: about.intake.map(|(slug, _)| slug),
        offerings: offerings.list,
    };
    Some(PracticeFile { practice, mail: mail?, limits: limits?, content: about.content, warnings: Vec::new() })
}
