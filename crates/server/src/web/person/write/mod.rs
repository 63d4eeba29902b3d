//! Writing: a list of what is there, beginning, reading, changing and deleting it.

use maud::{Markup, html};
use troth_domain::people::LinkView;
use troth_domain::writing::{Audience, Item, Stage};

use super::Space;
use crate::app::App;
use crate::web::input::item_text;

pub mod begin;
pub mod change;
pub mod delete;
pub mod form;
pub mod given_back;
pub mod list;
pub mod read;

/// The page of an item, or one below it.
pub fn address(item: &Item, below: &str) -> String {
    format!("/home/write/{}{below}", item_text(item.id))
}

/// Who sees an item beside its author, as they decided, as far as they are linked.
fn audience(space: &Space, item: &Item) -> Audience {
    let couple = space.link.couple.as_ref().filter(|(_, view)| *view == LinkView::Linked).map(|(couple, _)| couple.id);
    item.audience(couple)
}

/// Who sees an item, as far as its author decided. Whether anything came to anyone is not said.
pub fn who_sees(app: &App, space: &Space, item: &Item) -> Markup {
    let audience = audience(space, item);
    let is_elsewhere = !audience.partner && item.is_fixed();
    let therapist = space.therapist(app.practice());
    html! {
        @if audience.therapist { "You and " (therapist) }
        @else if audience.partner || is_elsewhere { "You" }
        @else { "Only you" }
        @let shared = if item.kind.comes_whole() { "shared" } else { "offered" };
        @if audience.partner && item.kind.comes_whole() { ", and shared with " (space.partner()) }
        @else if audience.partner { ", and offered to " (space.partner()) }
        @else if is_elsewhere { ", and " (shared) " in a link that has ended" }
    }
}

fn is_draft(item: &Item) -> bool {
    item.stage == Stage::Draft
}
