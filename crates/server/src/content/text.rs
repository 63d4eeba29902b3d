//! The files themselves: built-in ones, and those of a practice's folder over them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use troth_domain::limits;

use super::exercises::PROGRAMME;
use crate::settings::Fault;

static BUILT_IN: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/content.rs"));

/// Files beside the guide and the exercises.
const SINGLE_FILES: [&str; 12] = [
    "references.toml",
    "crisis.toml",
    "words.toml",
    "screening.toml",
    "secrets-policy.md",
    "couple-rules.md",
    "writing.toml",
    "hints.toml",
    "plan.toml",
    "surveillance.toml",
    "time.toml",
    "protocol.toml",
];
/// How the names of pages end.
const PAGES: &[&str] = &[".md"];
/// How the names of a measure's two files end: its questions, and how they are scored.
const MEASURES: &[&str] = &[".json", ".toml"];
/// The language that texts are in, and the folder that they are in.
const LANGUAGE: &str = "en";

/// One file.
#[derive(Clone, Debug)]
pub struct Source {
    /// What to call it where it is faulty.
    pub file: String,
    /// Its name without folder and ending, which is its address.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// Where its lines end, in bytes.
    line_ends: Vec<usize>,
}

impl Source {
    /// A file of text.
    pub fn new(file: String, path: &str, text: String) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        // As some editors save it: with a mark at its beginning and two signs at the end of a line.
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        Self { file, name, text, line_ends }
    }

    /// The line, counted from 1, of a place in bytes.
    pub fn line(&self, at: usize) -> usize {
        1 + self.line_ends.partition_point(|end| *end < at)
    }

    /// The line on which a key of the head is set; the first where it is not.
    pub fn line_of_key(&self, key: &str) -> usize {
        let sets =
            |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        1 + self.text.lines().position(sets).unwrap_or_default()
    }

    /// What is wrong on a line.
    pub fn fault(&self, line: usize, problem: impl Into<String>, mend: impl Into<String>) -> Fault {
        Fault { file: self.file.clone(), line: Some(line), problem: problem.into(), mend: mend.into() }
    }

    /// What the TOML reader did not like, `offset` bytes into the file.
    pub fn toml_fault(&self, offset: usize, error: &toml::de::Error) -> Fault {
        let Range { start, .. } = error.span().unwrap_or_default();
        let message = error.message().lines().next().unwrap_or_default();
        let (problem, mend) = message.split_once(", expected").unwrap_or((message, ""));
        let mend = match mend.trim() {
            "" => "compare it with the file that comes with Troth".to_owned(),
            expected => format!("it takes {expected}"),
        };
        self.fault(self.line(offset + start), problem, mend)
    }
}

/// Every file by its path below the language's folder, the practice's own version first.
#[derive(Debug)]
pub struct Texts(BTreeMap<String, Vec<Source>>);

impl Texts {
    /// What the binary carries.
    pub fn built_in() -> Self {
        let one = |(path, text): &(&str, &str)| {
            let file = format!("content/{LANGUAGE}/{path}");
            ((*path).to_owned(), vec![Source::new(file, path, (*text).to_owned())])
        };
        Self(BUILT_IN.iter().map(one).collect())
    }

    /// Puts the files of a practice's folder before the built-in ones; answers what cannot be read.
    pub fn lay_over(&mut self, folder: &Path) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (path, place) in files_of(folder, &mut faults) {
            match read(&place) {
                Ok(text) => {
                    let source = Source::new(place.display().to_string(), &path, text);
                    self.0.entry(path).or_default().insert(0, source);
                }
                Err(problem) => {
                    faults.push(fault(&place, problem, "mend the file; the built-in text serves meanwhile"))
                }
            }
        }
        faults
    }

    /// The versions of one file, the practice's own first.
    pub fn versions(&self, path: &str) -> impl DoubleEndedIterator<Item = &Source> {
        self.0.get(path).into_iter().flatten()
    }

    /// The paths in a folder.
    pub fn names_in(&self, folder: &str) -> Vec<String> {
        self.0.keys().filter(|path| path.split('/').next() == Some(folder) && path.contains('/')).cloned().collect()
    }
}

/// The files of a practice's folder that are content, by their path below the language's folder.
pub fn files_of(folder: &Path, faults: &mut Vec<Fault>) -> Vec<(String, PathBuf)> {
    let root = folder.join(LANGUAGE);
    let mut found = Vec::new();
    if !root.is_dir() {
        let mend =
            "make it, with the files of the practice's own guide in it, or take `content` out of the practice's file";
        faults.push(fault(&root, "there is no such folder".to_owned(), mend));
        return found;
    }
    found.extend(
        SINGLE_FILES.iter().map(|name| ((*name).to_owned(), root.join(name))).filter(|(_, place)| place.is_file()),
    );
    let parts = [("guide", PAGES), ("exercises", PAGES), (PROGRAMME, PAGES), ("measures", MEASURES)];
    for (part, endings) in parts {
        let Ok(entries) = std::fs::read_dir(root.join(part)) else { continue };
        let mut places: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        places.sort();
        for place in places {
            let name = place.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if is_address(name, endings) {
                found.push((format!("{part}/{name}"), place));
            } else if !name.starts_with('.') && !name.starts_with("LICENSE") {
                let endings = endings.join(" or ");
                let mend =
                    format!("name it in a-z, 0-9 and -, with {endings} at its end: the name is the page's address");
                faults.push(fault(&place, "the file is not used: its name is no address".to_owned(), &mend));
            }
        }
    }
    if found.len() > limits::CONTENT_FILES_MAX {
        let problem = format!("there are more than {} files", limits::CONTENT_FILES_MAX);
        faults.push(fault(&root, problem, "take some out; those after the limit are not used"));
        found.truncate(limits::CONTENT_FILES_MAX);
    }
    found
}

fn is_address(name: &str, endings: &[&str]) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending));
    stem.is_some_and(|stem| !stem.is_empty() && stem.len() <= 64 && stem.bytes().all(fits))
}

fn read(place: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = File::open(place).map_err(|error| format!("the file cannot be read ({error})"))?;
    let taken = file.take(limits::CONTENT_FILE_BYTES_MAX + 1).read_to_end(&mut bytes);
    taken.map_err(|error| format!("the file cannot be read ({error})"))?;
    if bytes.len() as u64 > limits::CONTENT_FILE_BYTES_MAX {
        return Err(format!("the file is larger than {} bytes", limits::CONTENT_FILE_BYTES_MAX));
    }
    String::from_utf8(bytes).map_err(|_| "the file is not UTF-8".to_owned())
}

fn fault(place: &Path, problem: String, mend: &str) -> Fault {
    Fault { file: place.display().to_string(), line: None, problem, mend: mend.to_owned() }
}
