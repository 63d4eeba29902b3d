//! What somebody wrote, exactly as it was typed, under the questions that it answers.

use std::collections::BTreeMap;

use maud::{Markup, html};
use troth_domain::practice::Slug;
use troth_domain::writing::{ItemKind, PrivateText, Writing};

use crate::content::Content;
use crate::content::writing::Piece;
use crate::web::gallery::{Sample, Stage};

/// Where a text cannot be opened.
pub const UNREADABLE: &str = "This one cannot be opened right now. Please tell the practice: nothing else is affected.";

/// The heading of what is of this kind; it gives nothing away.
pub fn title(content: &Content, kind: ItemKind) -> &str {
    let piece = content.writing.as_ref().and_then(|writing| writing.piece_for(kind));
    piece.map_or("Your answers", |piece| piece.title.as_str())
}

/// What was written, in the order in which it was asked. A part that is not asked any more comes last, under its name.
pub fn writing(content: &Content, kind: ItemKind, writing: &Writing) -> Markup {
    let piece = content.writing.as_ref().and_then(|writing| writing.piece_for(kind));
    parts(piece, writing)
}

/// Each question with its answer, in the same order.
pub fn in_order<'a>(content: &'a Content, kind: ItemKind, writing: &'a Writing) -> Vec<(&'a str, &'a PrivateText)> {
    ordered(content.writing.as_ref().and_then(|writing| writing.piece_for(kind)), writing)
}

fn ordered<'a>(piece: Option<&'a Piece>, writing: &'a Writing) -> Vec<(&'a str, &'a PrivateText)> {
    let asked = piece.map(|piece| piece.parts.as_slice()).unwrap_or_default();
    let in_order = asked.iter().filter_map(|part| Some((part.prompt.as_str(), writing.get(&part.name)?)));
    let rest = writing.iter().filter(|(name, _)| asked.iter().all(|part| part.name != **name));
    in_order.chain(rest.map(|(name, text)| (name.as_str(), text))).collect()
}

fn parts(piece: Option<&Piece>, writing: &Writing) -> Markup {
    let all = ordered(piece, writing);
    let asked = piece.map(|piece| piece.parts.as_slice()).unwrap_or_default();
    // One question alone needs no saying.
    let named = asked.len() != 1 || all.len() != 1;
    html! {
        div class="sheet" {
            @for (question, text) in &all {
                @if named { h2 class="asked" { (question) } }
                div class="written" dir="auto" { (text.reveal()) }
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
