//! The links that somebody is or was in, with the rules that both agreed to.

use maud::{Markup, html};
use serde_json::{Value, json};
use troth_domain::people::{Couple, CoupleNames, LinkView, PersonName};
use troth_domain::safety::secrets_policy::TextVersion;

use super::Taken;
use crate::content::signed::SignedText;

impl Taken<'_> {
    pub(super) fn couples(&self) -> Markup {
        let when = self.space.when(self.app);
        html! {
            @for (couple, names) in &self.export.couples {
                h2 { @if let Some(other) = self.names(couple, names.as_ref()).1 { "The link with " bdi { (other) } } @else { "A link" } }
                p { "Since " (when.day(when.date(couple.linked_at))) ". Before it we both agreed to the rules for two." }
                @match self.seen(couple) {
                    Some(LinkView::Left { at }) => p { "I ended it: " (when.day(when.date(at))) "." },
                    Some(LinkView::OtherLeft { told_at }) => p { "The other ended it. I was told: " (when.day(when.date(told_at))) "." },
                    Some(LinkView::Linked) | None => {}
                }
                (words(couple.rules, self.rules()))
            }
        }
    }

    pub(super) fn couples_data(&self) -> Value {
        let couples = self.export.couples.iter().map(|(couple, names)| {
            let (own, other) = self.names(couple, names.as_ref());
            let (left, told) = match self.seen(couple) {
                Some(LinkView::Left { at }) => (Some(at), None),
                Some(LinkView::OtherLeft { told_at }) => (None, Some(told_at)),
                Some(LinkView::Linked) | None => (None, None),
            };
            json!({
                "linked_at": couple.linked_at.to_string(), "my_name": own, "their_name": other,
                "i_ended_it_at": left.map(|at| at.to_string()), "told_of_the_end_at": told.map(|at| at.to_string()),
                "rules": words_data(couple.rules, self.rules()),
            })
        });
        couples.collect()
    }

    fn seen(&self, couple: &Couple) -> Option<LinkView> {
        couple.seen_by(self.space.person.id, self.app.now())
    }

    /// What this person is called there, and the other.
    fn names<'n>(&self, couple: &Couple, names: Option<&'n CoupleNames>) -> (Option<&'n str>, Option<&'n str>) {
        let [first, second] = match names {
            Some(names) => names.each_ref().map(|name| Some(PersonName::reveal(name))),
            None => [None, None],
        };
        if couple.members[0].person == self.space.person.id { (first, second) } else { (second, first) }
    }

    pub(super) fn rules(&self) -> Option<&SignedText> {
        self.space.content.couple_rules.as_ref().map(|rules| &rules.text)
    }
}

/// Which words were agreed to: in full where they are still those of today.
pub(super) fn words(version: TextVersion, today: Option<&SignedText>) -> Markup {
    html! {
        @match today.filter(|text| text.version == version) {
            Some(text) => {
                h3 { (text.title) ", version " (version.number) }
                @for block in &text.body.blocks {
                    @if block.is_heading { h4 { (block.text) } } @else { p { (block.text) } }
                }
            }
            None => p { "Version " (version.number) ". The words have changed since. The practice can show those of that day." },
        }
        p { "Mark of the words: " code { (mark(version)) } }
    }
}

pub(super) fn words_data(version: TextVersion, today: Option<&SignedText>) -> Value {
    let text = today.filter(|text| text.version == version);
    let words = text.map(|text| text.body.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>());
    json!({ "version": version.number, "sha256": mark(version), "title": text.map(|text| &text.title), "words": words })
}

fn mark(version: TextVersion) -> String {
    data_encoding::HEXLOWER.encode(&version.digest)
}
