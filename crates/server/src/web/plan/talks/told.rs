//! What happened in a talk, in words, and who said what.

use maud::{Markup, html};
use troth_domain::plan::dialogue::{TalkMove, Topic, View};
use troth_domain::plan::{Move, TurnText};

use crate::actions::talks::Seen;
use crate::web::components::talk::Turn;
use crate::web::person::Space;
use crate::web::words::{When, beginning};

/// All that happened, in order.
pub fn turns<'a>(seen: &'a Seen, view: &View<'a>, space: &Space, when: &When<'_>) -> Vec<Turn<'a>> {
    view.told.iter().filter_map(|one| turn(seen, one, space, when)).collect()
}

/// The last thing that was said, with its words.
pub fn last<'a>(seen: &'a Seen, view: &View<'a>, space: &Space, when: &When<'_>) -> Option<Turn<'a>> {
    turns(seen, view, space, when).into_iter().rev().find(|turn| turn.words.is_some())
}

fn turn<'a>(seen: &'a Seen, one: &Move<TalkMove>, space: &Space, when: &When<'_>) -> Option<Turn<'a>> {
    let is_own = one.author == Some(space.person.id);
    let what = what(one, is_own, space, when)?;
    Some(Turn { what, words: seen.talk.words(one.number).map(TurnText::reveal), is_own })
}

/// What somebody did, and who; none for coming in, which both did.
fn what(one: &Move<TalkMove>, is_own: bool, space: &Space, when: &When<'_>) -> Option<Markup> {
    let who = || who(is_own, space);
    Some(match one.kind {
        TalkMove::Entered | TalkMove::Begun | TalkMove::Ended(_) => return None,
        TalkMove::Spoke { on: None } => html! { (who()) " said" },
        TalkMove::Spoke { on: Some(_) } => html! { (who()) " said, on a topic from before" },
        TalkMove::Reflected => html! { (who()) " said back" },
        TalkMove::Heard if is_own => html! { "You were heard" },
        TalkMove::Heard => html! { (space.partner()) " was heard" },
        TalkMove::NotQuite => html! { (who()) " said: not quite that" },
        TalkMove::Passed => html! { (who()) " passed the floor" },
        TalkMove::Parked => html! { (who()) " set the topic aside" },
        TalkMove::BreakTaken => html! { (who()) " took a break" },
        TalkMove::CameBack if is_own => html! { "You came back" },
        TalkMove::CameBack => html! { (space.partner()) " came back" },
        TalkMove::CooledOff { until } => html! { (who()) " asked for quiet until " (when.clock(until)) },
    })
}

fn who(is_own: bool, space: &Space) -> Markup {
    if is_own {
        html! { "You" }
    } else {
        space.partner()
    }
}

/// What a topic is called: the first by its name, the others by the words that began them.
pub fn topic_name(seen: &Seen, view: &View<'_>, topic: Topic) -> String {
    if topic.number() == 1 {
        return seen.talk.topic.reveal().to_owned();
    }
    let Some(words) = seen.talk.words_of_topic(view, topic) else { return "A new topic".to_owned() };
    beginning(words.reveal())
}
