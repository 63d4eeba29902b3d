//! What happened in a talk, in words, and who said what.

use maud::{Markup, html};
use troth_domain::people::{PersonId, PersonName};
use troth_domain::plan::dialogue::{TalkMove, Topic, View};
use troth_domain::plan::{Move, TurnText};

use crate::actions::talks::Seen;
use crate::web::components::talk::Turn;
use crate::web::person::Space;
use crate::web::words::{When, beginning};

/// Who tells it: somebody on their own page, or a page that both look at.
#[derive(Clone, Copy)]
pub enum Teller<'a> {
    /// It is this person's own.
    Own(&'a Space),
    /// Each is called by name.
    Both([(PersonId, &'a PersonName); 2]),
}

impl Teller<'_> {
    fn is_own(self, author: Option<PersonId>) -> bool {
        matches!(self, Self::Own(space) if author == Some(space.person.id))
    }

    /// The author by name, or as "You".
    fn who(self, author: Option<PersonId>) -> Markup {
        match self {
            Self::Own(_) if self.is_own(author) => html! { "You" },
            Self::Own(space) => space.partner(),
            Self::Both(named) => {
                let name = named.iter().find(|(person, _)| Some(*person) == author).map(|(_, name)| name.reveal());
                html! { @if let Some(name) = name { bdi { (name) } } }
            }
        }
    }
}

/// All that happened, in order.
pub fn turns<'a>(seen: &'a Seen, view: &View<'a>, teller: Teller<'_>, when: &When<'_>) -> Vec<Turn<'a>> {
    view.told.iter().filter_map(|one| turn(seen, one, teller, when)).collect()
}

/// The last thing that was said, with its words.
pub fn last<'a>(seen: &'a Seen, view: &View<'a>, teller: Teller<'_>, when: &When<'_>) -> Option<Turn<'a>> {
    turns(seen, view, teller, when).into_iter().rev().find(|turn| turn.words.is_some())
}

fn turn<'a>(seen: &'a Seen, one: &Move<TalkMove>, teller: Teller<'_>, when: &When<'_>) -> Option<Turn<'a>> {
    let what = what(one, teller, when)?;
    Some(Turn { what, words: seen.talk.words(one.number).map(TurnText::reveal), is_own: teller.is_own(one.author) })
}

/// What somebody did, and who; none for coming in, which both did.
fn what(one: &Move<TalkMove>, teller: Teller<'_>, when: &When<'_>) -> Option<Markup> {
    let is_own = teller.is_own(one.author);
    let who = || teller.who(one.author);
    Some(match one.kind {
        TalkMove::Entered | TalkMove::Begun | TalkMove::Ended(_) => return None,
        TalkMove::Spoke { on: None } => html! { (who()) " said" },
        TalkMove::Spoke { on: Some(_) } => html! { (who()) " said, on a topic from before" },
        TalkMove::Reflected => html! { (who()) " said back" },
        TalkMove::Heard if is_own => html! { "You were heard" },
        TalkMove::Heard => html! { (who()) " was heard" },
        TalkMove::NotQuite => html! { (who()) " said: not quite that" },
        TalkMove::Passed => html! { (who()) " passed the floor" },
        TalkMove::Parked => html! { (who()) " set the topic aside" },
        TalkMove::BreakTaken => html! { (who()) " took a break" },
        TalkMove::CameBack => html! { (who()) " came back" },
        TalkMove::CooledOff { until } => html! { (who()) " asked for quiet until " (when.clock(until)) },
    })
}

/// What a topic is called: the first by its name, the others by the words that began them.
pub fn topic_name(seen: &Seen, view: &View<'_>, topic: Topic) -> String {
    if topic.number() == 1 {
        return seen.talk.topic.reveal().to_owned();
    }
    let Some(words) = seen.talk.words_of_topic(view, topic) else { return "A new topic".to_owned() };
    beginning(words.reveal())
}
