//! What somebody wrote, exactly as it was typed, under the questions that it answers.

use std::collections::BTreeMap;

use maud::{Markup, html};
use troth_domain::practice::Slug;
use troth_domain::writing::{EXERCISE_PART, ItemKind, PrivateText, Writing};

use super::week;
use crate::content::Content;
use crate::content::writing::Piece;
use crate::web::gallery::{Sample, Stage};

/// Where a text cannot be opened.
pub const UNREADABLE: &str = "This one cannot be opened right now. Please tell the practice: nothing else is affected.";

/// The heading of what is of this kind; it gives nothing away. `written` says which exercise it is.
pub fn title<'a>(content: &'a Content, kind: ItemKind, written: Option<&Writing>) -> &'a str {
    let named = written.and_then(|written| Some(content.exercise_of(written)?.title.as_str()));
    let title = match kind {
        ItemKind::CheckIn => content.check_in().map(|measure| measure.questionnaire.title()),
        ItemKind::Exercise => named,
        ItemKind::Journal if named.is_some() => named,
        _ => content.writing.as_ref().and_then(|all| Some(all.piece_for(kind)?.title.as_str())),
    };
    title.unwrap_or(if kind == ItemKind::Exercise { "An exercise" } else { "Your answers" })
}

/// What was written, in the order in which it was asked. A part that is not asked any more comes last, under its name.
pub fn writing(content: &Content, kind: ItemKind, writing: &Writing) -> Markup {
    if kind == ItemKind::CheckIn {
        return week::answered(writing);
    }
    parts(content.piece_of(kind, Some(writing)).as_deref(), writing)
}

/// Each question with its answer, in the same order.
pub fn in_order(content: &Content, kind: ItemKind, writing: &Writing) -> Vec<(String, String)> {
    if kind == ItemKind::CheckIn {
        return week::in_words(writing);
    }
    let piece = content.piece_of(kind, Some(writing));
    let all = ordered(piece.as_deref(), writing);
    all.into_iter().map(|(question, text)| (question.to_owned(), text.reveal().to_owned())).collect()
}

fn ordered<'a>(piece: Option<&'a Piece>, writing: &'a Writing) -> Vec<(&'a str, &'a PrivateText)> {
    let asked = piece.map(|piece| piece.parts.as_slice()).unwrap_or_default();
    let in_order = asked.iter().filter_map(|part| Some((part.prompt.as_str(), writing.get(&part.name)?)));
    let is_left = |name: &Slug| name.as_str() != EXERCISE_PART && asked.iter().all(|part| part.name != *name);
    let rest = writing.iter().filter(|(name, _)| is_left(name));
    in_order.chain(rest.map(|(name, text)| (name.as_str(), text))).collect()
}

fn parts(piece: Option<&Piece>, writing: &Writing) -> Markup {
    let all = ordered(piece, writing);
    let asked = piece.map(|piece| piece.parts.as_slice()).unwrap_or_default();
    let all = all.into_iter().map(|(question, text)| (question, text.reveal())).collect::<Vec<_>>();
    // One question alone needs no saying.
    let named = asked.len() != 1 || all.len() != 1;
    answers(&all, named)
}

/// Each question with its answer, as it was typed.
pub fn sheet(all: &[(&str, &str)]) -> Markup {
    answers(all, true)
}

fn answers(all: &[(&str, &str)], named: bool) -> Markup {
    html! {
        div class="sheet" {
            @for (question, text) in all {
                @if named { h2 class="asked" { (question) } }
                div class="written" dir="auto" { (text) }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let show = |kind: ItemKind, parts: &[(&str, &str)]| {
        let part = |(name, text): &(&str, &str)| Some((Slug::new(name).ok()?, PrivateText::new(text).ok()?));
        writing(stage.content, kind, &parts.iter().filter_map(part).collect::<BTreeMap<_, _>>())
    };
    let long = "It went on and on, and I wrote it all down. ".repeat(40);
    let hebrew =
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd}.\n\u{5d4}\u{5d9}\u{5d5}\u{5dd} \u{5d4}\u{5d9}\u{5d4} \u{5e7}\u{5e9}\u{5d4}.";
    vec![
        Sample::new("journal", show(ItemKind::Journal, &[("entry", "A slow day.\n\nWe talked.")])),
        Sample::new(
            "statement",
            show(ItemKind::ImpactStatement, &[("happened", "I found a message."), ("need", "Time.")]),
        ),
        Sample::new("long", show(ItemKind::Journal, &[("entry", &long)])),
        Sample::new("one unbroken word", show(ItemKind::Journal, &[("entry", &"lang".repeat(200))])),
        Sample::new("right to left", show(ItemKind::Journal, &[("entry", hebrew)])),
        Sample::new("a part not asked any more", show(ItemKind::Journal, &[("entry", "One."), ("older", "Two.")])),
    ]
}
