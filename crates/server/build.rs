//! Writes down which files `content/en` holds, so that the binary carries every one of them and none is forgotten.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

const CONTENT: &str = "../../content/en";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={CONTENT}");
    let mut files = Vec::new();
    gather(Path::new(CONTENT), &mut files)?;
    files.sort();
    let mut table = String::from("[\n");
    for file in &files {
        let path = fs::canonicalize(file)?;
        let name = file.strip_prefix(CONTENT)?;
        table.push_str(&format!("    ({name:?}, include_str!({path:?})),\n"));
    }
    table.push_str("]\n");
    #[expect(clippy::disallowed_methods, reason = "Cargo says in the environment where a build may write")]
    let folder = std::env::var_os("OUT_DIR").ok_or("Cargo names no OUT_DIR")?;
    fs::write(Path::new(&folder).join("content.rs"), table)?;
    Ok(())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|ending| ["md", "toml", "json"].iter().any(|known| ending == *known)) {
            files.push(path);
        }
    }
    Ok(())
}
