//! The file that a person takes with them: a plain page, or data. It asks nobody for anything and runs nothing.

use maud::{DOCTYPE, Markup, html};
use serde_json::{Value, json};
use troth_domain::people::{Contact, Profile};
use troth_domain::writing::{Item, ItemKind, Stage, Writing};

use crate::actions::export::{Export, ExportScope};
use crate::actions::writing::ReceivedItem;
use crate::app::App;
use crate::web::components::written;
use crate::web::person::Space;

mod couples;
mod own;
mod plan;
mod promises;
mod two;

/// What is taken, and what its words need.
pub struct Taken<'a> {
    pub app: &'a App,
    pub space: &'a Space,
    pub export: &'a Export,
}

impl Taken<'_> {
    /// A page to read.
    pub fn page(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { "My pages" }
                }
                body {
                    h1 { "My pages" }
                    @if let Some(own) = &self.export.own { (profile(own.profile.as_ref())) }
                    h2 { @if self.is_everything() { "What I wrote" } @else { "What I shared" } }
                    @for listed in &self.export.written {
                        (self.item(listed.item.kind, self.about(&listed.item), listed.writing.as_ref().ok()))
                    }
                    h2 { "What came to me" }
                    @for received in self.export.received.iter().flatten() {
                        (self.received(received))
                    }
                    @for _ in self.export.received.iter().filter(|received| received.is_err()) { p { (written::UNREADABLE) } }
                    (self.two())
                    (self.couples())
                    (self.promised(&self.export.agreed, "What we promised each other"))
                    @if let Some(own) = &self.export.own { (self.own(own)) }
                }
            }
        }
    }

    /// The same for programs.
    pub fn data(&self) -> Value {
        let written = self.export.written.iter().map(|listed| {
            let writing = listed.writing.as_ref().ok();
            let mut item = json!({ "kind": listed.item.kind.as_str(), "text": writing.map(parts) });
            if let (true, Some(fields)) = (self.is_everything(), item.as_object_mut()) {
                fields.insert("changed_at".to_owned(), json!(listed.item.changed_at.to_string()));
                fields.insert("finished".to_owned(), json!(listed.item.stage != Stage::Draft));
                fields.insert("therapist_may_see_it".to_owned(), json!(listed.item.therapist_since.is_some()));
            }
            item
        });
        let received = self.export.received.iter().map(|received| match received {
            Ok(item) => json!({
                "kind": item.kind.as_str(), "came_at": item.came_at.to_string(), "text": parts(&item.writing),
            }),
            Err(_) => Value::Null,
        });
        let mut all = json!({
            "written": written.collect::<Vec<_>>(), "received": received.collect::<Vec<_>>(), "links": self.couples_data(),
            "promises": self.promises_data(&self.export.agreed),
        });
        if let Some(fields) = all.as_object_mut() {
            fields.extend(self.two_data());
            fields.extend(self.export.own.iter().flat_map(|own| self.own_data(own)));
        }
        all
    }

    fn is_everything(&self) -> bool {
        self.export.scope == ExportScope::Everything
    }

    /// When it was written and who may see it; nothing of that where only what is shared is taken.
    fn about(&self, item: &Item) -> Markup {
        let when = self.space.when(self.app);
        html! {
            @if self.is_everything() {
                p {
                    @if item.stage == Stage::Draft { "Draft. " }
                    (when.day(when.date(item.changed_at))) ". "
                    @if item.therapist_since.is_some() { "My therapist may see it." }
                }
            }
        }
    }

    fn came(&self, at: jiff::Timestamp) -> Markup {
        let when = self.space.when(self.app);
        html! { p { "Came " (when.day(when.date(at))) "." } }
    }

    fn item(&self, kind: ItemKind, about: Markup, writing: Option<&Writing>) -> Markup {
        self.item_called(written::title(&self.space.content, kind, writing), kind, about, writing)
    }

    /// What came from the other. An account is not one's own.
    fn received(&self, received: &ReceivedItem) -> Markup {
        let ReceivedItem { kind, writing, .. } = received;
        let own = written::title(&self.space.content, *kind, Some(writing));
        let title = if *kind == ItemKind::Account { "An account" } else { own };
        self.item_called(title, *kind, self.came(received.came_at), Some(writing))
    }

    fn item_called(&self, title: &str, kind: ItemKind, about: Markup, writing: Option<&Writing>) -> Markup {
        html! {
            h3 { (title) }
            (about)
            @match writing {
                None => p { (written::UNREADABLE) },
                Some(writing) => {
                    @for (question, text) in written::in_order(&self.space.content, kind, writing) {
                        h4 { (question) }
                        p dir="auto" { @for line in text.lines() { (line) br; } }
                    }
                }
            }
        }
    }
}

fn profile(profile: Option<&Profile>) -> Markup {
    html! {
        @if let Some(profile) = profile {
            p { bdi { (profile.name.reveal()) } }
            @if let Some(contact) = &profile.contact { (reached(contact)) }
        }
    }
}

fn reached(contact: &Contact) -> Markup {
    html! {
        @if let Some(email) = contact.email() { p { bdi { (email.reveal()) } } }
        @if let Some(phone) = contact.phone() { p { (phone.reveal()) } }
    }
}

fn parts(writing: &Writing) -> Value {
    writing.iter().map(|(name, text)| (name.as_str().to_owned(), Value::from(text.reveal()))).collect()
}
