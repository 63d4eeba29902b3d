//! `troth check`: everything that is wrong with the practice's file and its texts, at once.

use super::records;
use crate::content::{Content, Level};
use crate::settings::{CheckArgs, PracticeFile, Stop, Stream};

/// Checks both. What cannot be used ends with status 2, what should not stay is a warning.
pub fn run(args: &CheckArgs) -> Result<(), Stop> {
    let file = args.read_practice()?;
    let content = Content::load(file.content.as_deref());
    if args.reading_levels {
        return records::print(&table(&content.levels()));
    }
    let faults: String = content.faults.iter().map(|fault| format!("{fault}\n")).collect();
    let findings = content.findings();
    let warnings = file.warnings.iter().chain(&findings).map(|warning| format!("warning: {warning}\n"));
    let warnings: String = warnings.collect();
    if !faults.is_empty() {
        return Err(Stop { text: format!("{faults}{warnings}"), stream: Stream::Output, status: 2 });
    }
    records::print(&format!("{warnings}{}: fine ({})\n", args.practice.display(), counts(&file, &content)))
}

fn counts(file: &PracticeFile, content: &Content) -> String {
    let (therapists, offerings) = (file.practice.therapists.len(), file.practice.offerings.len());
    let (pages, exercises, programme) = (content.pages.len(), content.exercises.len(), content.programme.len());
    format!(
        "therapists: {therapists}, offerings: {offerings}, guide pages: {pages}, exercises on paper: {exercises}, of the \
         programme: {programme}"
    )
}

/// Reading levels as a table in Markdown, hardest first, the median below.
fn table(levels: &[Level]) -> String {
    let rows = levels.iter().map(|level| format!("| {} | {:.1} | {} |\n", level.address, level.grade, level.words));
    let rows: String = rows.collect();
    let median = levels.get(levels.len() / 2).map_or(0.0, |level| level.grade);
    format!("| page | US grade | words |\n|---|---|---|\n{rows}| median | {median:.1} | |\n")
}
