//! The words of messages: a content file with placeholders, checked completely when it is loaded.

use serde::Deserialize;

/// The words that the binary carries.
const ENGLISH: &str = include_str!("../../../../content/en/messages.toml");
const FILE: &str = "content/en/messages.toml";
/// Characters in a line before anything is filled in (RFC 5322 recommends 78 at most).
const LINE_CHARACTERS_MAX: usize = 76;

/// What can be filled into a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// "Hello,"
    Greeting,
    /// The name that is safe to use.
    Name,
    /// A civil date in words.
    Date,
    /// From when to when.
    Time,
    /// The zone of both, in words.
    Zone,
    /// Who calls whom, or how else the two meet.
    How,
    /// What people call the booking by.
    Reference,
    /// The page that shows the booking.
    ManageUrl,
    /// The page where a time can be chosen.
    BookUrl,
    /// The number that clients call.
    PracticePhone,
    /// What was booked; to staff only.
    Offering,
    /// The page where a person says that they are who asked.
    Link,
    /// Where a person signs in.
    HomeUrl,
}

impl Slot {
    /// Its name between braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Name => "name",
            Self::Date => "date",
            Self::Time => "time",
            Self::Zone => "zone",
            Self::How => "how",
            Self::Reference => "reference",
            Self::ManageUrl => "manage_url",
            Self::BookUrl => "book_url",
            Self::PracticePhone => "practice_phone",
            Self::Offering => "offering",
            Self::Link => "link",
            Self::HomeUrl => "home_url",
        }
    }
}

/// What is wrong with the words, and how to mend it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WordsFault {
    /// Not TOML, a key missing, or one too many.
    #[error("{FILE}: {0}")]
    Form(String),
    /// A placeholder that this text cannot have.
    #[error("{FILE}: {key}: {{{name}}} cannot be filled in here; take it out or correct its name")]
    Unknown {
        /// Which text.
        key: String,
        /// What stands between the braces.
        name: String,
    },
    /// A placeholder that this text needs.
    #[error("{FILE}: {key}: {{{name}}} is missing; put it where it belongs")]
    Missing {
        /// Which text.
        key: String,
        /// What should stand between braces.
        name: &'static str,
    },
    /// A brace without its other half.
    #[error("{FILE}: {key}: a brace has no other half; close it or take it out")]
    Brace {
        /// Which text.
        key: String,
    },
    /// A line that is too long, or a subject with a line break.
    #[error("{FILE}: {key}: a line is longer than {LINE_CHARACTERS_MAX} characters, or a subject has two; break it up")]
    Line {
        /// Which text.
        key: String,
    },
}

/// A text with places to fill in.
#[derive(Clone, Debug)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Slot(Slot),
}

impl Template {
    /// The text with each place filled in. What is filled in is never read for places again.
    pub fn fill<'v>(&self, value: impl Fn(Slot) -> &'v str) -> String {
        self.0.iter().map(|piece| if let Piece::Slot(slot) = piece { value(*slot) } else { piece.text() }).collect()
    }

    fn parse(key: &str, text: &str, needed: &[Slot], allowed: &[Slot]) -> Result<Self, WordsFault> {
        let brace = || WordsFault::Brace { key: key.to_owned() };
        let mut pieces = Vec::new();
        let mut parts = text.split('{');
        pieces.push(Piece::Text(parts.next().unwrap_or_default().to_owned()));
        for part in parts {
            let (name, after) = part.split_once('}').ok_or_else(brace)?;
            let slot = needed.iter().chain(allowed).find(|slot| slot.name() == name);
            let unknown = || WordsFault::Unknown { key: key.to_owned(), name: name.to_owned() };
            pieces.extend([Piece::Slot(*slot.ok_or_else(unknown)?), Piece::Text(after.to_owned())]);
        }
        if pieces.iter().any(|piece| piece.text().contains('}')) {
            return Err(brace());
        }
        let has = |slot: &Slot| pieces.iter().any(|piece| matches!(piece, Piece::Slot(there) if there == slot));
        if let Some(missing) = needed.iter().find(|slot| !has(slot)) {
            return Err(WordsFault::Missing { key: key.to_owned(), name: missing.name() });
        }
        if text.lines().any(|line| line.chars().count() > LINE_CHARACTERS_MAX) {
            return Err(WordsFault::Line { key: key.to_owned() });
        }
        Ok(Self(pieces))
    }
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Slot(_) => "",
        }
    }
}

/// The subject and body of one kind of message.
#[derive(Clone, Debug)]
pub struct Letterform {
    /// One line.
    pub subject: Template,
    /// Plain text.
    pub body: Template,
}

/// The words of every message.
#[derive(Clone, Debug)]
pub struct Words {
    /// A greeting without a name.
    pub greeting_plain: Template,
    /// A greeting with the name that is safe to use.
    pub greeting_named: Template,
    /// The practice calls the client.
    pub phone_practice_calls: Template,
    /// The client calls the practice.
    pub phone_client_calls: Template,
    /// They meet at a place.
    pub in_person: Template,
    /// They meet by video.
    pub video: Template,
    /// Only the page can tell.
    pub see_page: Template,
    /// To the client: it is booked.
    pub confirmation: Letterform,
    /// To the client: another time.
    pub change: Letterform,
    /// To the client: it will not take place.
    pub cancellation: Letterform,
    /// To the client: it is soon.
    pub reminder: Letterform,
    /// To staff: booked.
    pub notice_booked: Letterform,
    /// To staff: another time.
    pub notice_moved: Letterform,
    /// To staff: will not take place.
    pub notice_cancelled: Letterform,
    /// To a therapist: with someone else now.
    pub notice_reassigned: Letterform,
    /// To a person: a link that proves an address.
    pub verify: Letterform,
    /// To a person: a link that begins a reset.
    pub reset: Letterform,
    /// To a person: what messages look like.
    pub test: Letterform,
    /// To a person: there is something new.
    pub something_new: Letterform,
    /// To a person: the account has a new passphrase.
    pub new_passphrase: Letterform,
    /// To a person: the account has a new passkey.
    pub new_passkey: Letterform,
    /// To a person: somebody signed in with a recovery code.
    pub recovery_code_used: Letterform,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    greeting: Greeting,
    how: How,
    confirmation: Raw,
    change: Raw,
    cancellation: Raw,
    reminder: Raw,
    notice_booked: Raw,
    notice_moved: Raw,
    notice_cancelled: Raw,
    notice_reassigned: Raw,
    verify: Raw,
    reset: Raw,
    test: Raw,
    something_new: Raw,
    new_passphrase: Raw,
    new_passkey: Raw,
    recovery_code_used: Raw,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Greeting {
    plain: String,
    named: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct How {
    phone_practice_calls: String,
    phone_client_calls: String,
    in_person: String,
    video: String,
    see_page: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    subject: String,
    body: String,
}

const WHEN: [Slot; 3] = [Slot::Date, Slot::Time, Slot::Zone];
/// What a message to a client about a coming appointment must say; it may greet, and give the reference.
const COMING: [Slot; 5] = [Slot::Date, Slot::Time, Slot::Zone, Slot::How, Slot::ManageUrl];
const CLIENT_MAY: [Slot; 3] = [Slot::Greeting, Slot::Reference, Slot::BookUrl];
/// What a notice to staff must say.
const NOTICE: [Slot; 5] = [Slot::Date, Slot::Time, Slot::Zone, Slot::Reference, Slot::Offering];

impl Words {
    /// The English words that the binary carries.
    ///
    /// # Errors
    /// As [`Words::load`]; a test keeps the built-in words free of them.
    pub fn english() -> Result<Self, WordsFault> {
        Self::load(ENGLISH)
    }

    /// Words out of the text of a `messages.toml`.
    ///
    /// # Errors
    /// The first [`WordsFault`]: a key or placeholder missing or unknown, a lone brace, a long line.
    pub fn load(text: &str) -> Result<Self, WordsFault> {
        let file: File = toml::from_str(text).map_err(|error| WordsFault::Form(error.to_string()))?;
        let single = |key: &str, text: &str, needed: &[Slot]| Template::parse(key, text, needed, &[]);
        Ok(Self {
            greeting_plain: single("greeting.plain", &file.greeting.plain, &[])?,
            greeting_named: single("greeting.named", &file.greeting.named, &[Slot::Name])?,
            phone_practice_calls: single("how.phone_practice_calls", &file.how.phone_practice_calls, &[])?,
            phone_client_calls: single("how.phone_client_calls", &file.how.phone_client_calls, &[Slot::PracticePhone])?,
            in_person: single("how.in_person", &file.how.in_person, &[])?,
            video: single("how.video", &file.how.video, &[])?,
            see_page: single("how.see_page", &file.how.see_page, &[])?,
            confirmation: file.confirmation.check("confirmation", &[], &COMING, &CLIENT_MAY)?,
            change: file.change.check("change", &[], &COMING, &CLIENT_MAY)?,
            cancellation: file.cancellation.check("cancellation", &[], &WHEN, &CLIENT_MAY)?,
            reminder: file.reminder.check("reminder", &[], &COMING, &CLIENT_MAY)?,
            notice_booked: file.notice_booked.check("notice_booked", &[Slot::Reference], &NOTICE, &[])?,
            notice_moved: file.notice_moved.check("notice_moved", &[Slot::Reference], &NOTICE, &[])?,
            notice_cancelled: file.notice_cancelled.check("notice_cancelled", &[Slot::Reference], &NOTICE, &[])?,
            notice_reassigned: file.notice_reassigned.check("notice_reassigned", &[Slot::Reference], &NOTICE, &[])?,
            verify: file.verify.check("verify", &[], &[Slot::Link], &[])?,
            reset: file.reset.check("reset", &[], &[Slot::Link], &[])?,
            test: file.test.check("test", &[], &[], &[])?,
            something_new: file.something_new.check("something_new", &[], &[Slot::HomeUrl], &[])?,
            new_passphrase: file.new_passphrase.check("new_passphrase", &[], &[Slot::HomeUrl], &[])?,
            new_passkey: file.new_passkey.check("new_passkey", &[], &[Slot::HomeUrl], &[])?,
            recovery_code_used: file.recovery_code_used.check("recovery_code_used", &[], &[Slot::HomeUrl], &[])?,
        })
    }
}

impl Raw {
    fn check(&self, kind: &str, subject: &[Slot], body: &[Slot], body_may: &[Slot]) -> Result<Letterform, WordsFault> {
        let (subject_key, body_key) = (format!("{kind}.subject"), format!("{kind}.body"));
        if self.subject.contains(['\r', '\n']) {
            return Err(WordsFault::Line { key: subject_key });
        }
        Ok(Letterform {
            subject: Template::parse(&subject_key, &self.subject, subject, &[])?,
            body: Template::parse(&body_key, &self.body, body, body_may)?,
        })
    }
}

#[cfg(test)]
mod tests;
