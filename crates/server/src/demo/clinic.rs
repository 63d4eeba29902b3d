//! What some people of the demo have done: two are a couple who are about to begin, one is here alone and asked for a call.

use troth_domain::accounts::Token;
use troth_domain::measures::questionnaire as measures;
use troth_domain::people::{
    ClientZone, Contact, CoupleId, EmailAddress, InvalidPersonal, PersonId, PersonName, PhoneNumber, Profile,
    SafeContact, Staff,
};
use troth_domain::practice::{CivilMinute, CivilWindow, Slug};
use troth_domain::safety::joint_work::{HeardAlone, Hearing};
use troth_domain::safety::screening::Question;
use troth_domain::writing::{Audience, ItemKind, PrivateText, Writing};

use super::people::profile;
use crate::actions::audience::{self, AudienceRequest};
use crate::actions::joint_work::{self, Step};
use crate::actions::writing::{self, SaveRequest};
use crate::actions::{accounts, call_back, check_in, couple, person, screening};
use crate::app::App;
use crate::content::Content;
use crate::settings::Stop;

const IMPACT: [(&str, &str); 3] = [
    ("happened", "I found messages that were not meant for me. It had gone on for months."),
    ("effect", "I sleep badly. I read every pause in a sentence as something kept from me."),
    ("need", "To know that what I am told now is all of it."),
];
const JOURNAL: [(&str, &str); 1] =
    [("entry", "I wanted to explain again today. I noticed that I wanted to be done with it. I did not say so.")];
const PRIVATE: [(&str, &str); 1] =
    [("entry", "A slow day. We made soup and did not talk about it, and that was good.")];

/// What the demo's couple do together next.
const TOGETHER: &str = "words-that-mend";

pub(super) fn failed(error: impl std::fmt::Display) -> Stop {
    Stop::fault(format!("the demo cannot be furnished: {error}"))
}

/// Two clients who are a couple write and share a little, and somebody who is here alone waits in the queues. The two who
/// have links to sign in with are left to be linked by whoever tries it.
///
/// # Errors
/// When the records cannot be written.
pub async fn furnish(app: &App, quiet: &App, therapist: &Staff) -> Result<(), Stop> {
    let content = app.content().await;
    let own = clinician(therapist)?;
    let plain = |name: &str, email: &str| {
        let profile = profile(app, name, email).map_err(|_| failed("a name of the demo is none"))?;
        // Whoever tries the demo finds their own messages and no others.
        Ok::<_, Stop>(Profile { notices: false, ..profile })
    };
    let first = begin(app, quiet, &own, &plain("Sam Moreno", "sam@example.org")?, ("couple-session", 0)).await?;
    let second = begin(app, quiet, &own, &plain("Kit Moreno", "kit@example.org")?, ("individual-session", 1)).await?;
    let partners = [first, second];
    let [a, b] = partners;
    let us = link(app, &content, partners, ["Sam", "Kit"]).await?;
    open(app, &content, therapist, (us, partners)).await?;
    share(app, &content, a, ItemKind::ImpactStatement, &IMPACT, Audience { therapist: true, partner: true }).await?;
    share(app, &content, b, ItemKind::Journal, &JOURNAL, Audience { therapist: true, partner: false }).await?;
    share(app, &content, a, ItemKind::Journal, &PRIVATE, Audience::default()).await?;
    weeks(app, &content, a).await?;
    let next = Slug::new(TOGETHER).map_err(failed)?;
    joint_work::take(app, therapist, us, Step::OpenExercise { exercise: next }).await.map_err(failed)?;
    let careful = careful(app).map_err(|_| failed("a name of the demo is none"))?;
    let alone = begin(app, quiet, &own, &careful, ("individual-session", 0)).await?;
    answer(app, &content, alone, true).await?;
    call_back::ask(app, alone).await.map_err(failed)
}

/// Both answer the screening, their therapist sees it and hears both, and opens joint work.
pub(super) async fn open(
    app: &App,
    content: &Content,
    therapist: &Staff,
    (couple, partners): (CoupleId, [PersonId; 2]),
) -> Result<(), Stop> {
    for person in partners {
        answer(app, content, person, false).await?;
    }
    for waiting in screening::waiting(app, &clinician(therapist)?).await.map_err(failed)?.into_iter().flatten() {
        screening::seen(app, therapist, waiting.item).await.map_err(failed)?;
    }
    let heard = partners.map(|person| HeardAlone { person, how: Hearing::ByPhone }).to_vec();
    joint_work::take(app, therapist, couple, Step::Open { heard }).await.map_err(failed)
}

pub(super) fn clinician(therapist: &Staff) -> Result<Slug, Stop> {
    therapist.therapist.clone().ok_or_else(|| failed("the therapist is none of the practice's file"))
}

pub(super) async fn link(
    app: &App,
    content: &Content,
    [a, b]: [PersonId; 2],
    names: [&str; 2],
) -> Result<CoupleId, Stop> {
    let rules = content.couple_rules.as_ref().map(|rules| rules.text.version);
    let rules = rules.ok_or_else(|| failed("there are no rules for two"))?;
    let [first, second] = names.map(|text| PersonName::new(text).map_err(failed));
    let (code, _) = couple::invite(app, a, first?, rules).await.map_err(failed)?;
    couple::link(app, b, &code, second?, rules).await.map_err(failed)?;
    let status = couple::status(app, a).await.map_err(failed)?;
    status.couple.map(|(couple, _)| couple.id).ok_or_else(|| failed("the two are not linked"))
}

/// Answers the screening: with what raises a concern at the first question, or with none of it.
pub(super) async fn answer(app: &App, content: &Content, person: PersonId, raises: bool) -> Result<(), Stop> {
    let Some(asked) = &content.screening else { return Ok(()) };
    let choice = |(place, question): (usize, &Question)| {
        let wanted = raises && place == 0;
        let choice = question.choices.iter().find(|choice| choice.raises == wanted)?;
        Some((question.name.as_str().to_owned(), choice.name.as_str().to_owned()))
    };
    let sent = asked.set.questions().enumerate().filter_map(choice).collect::<Vec<_>>();
    let sent = sent.iter().map(|(question, choice)| (question.as_str(), choice.as_str()));
    screening::answer(app, person, &asked.set, sent).await.map_err(failed)
}

pub(super) async fn share(
    app: &App,
    content: &Content,
    author: PersonId,
    kind: ItemKind,
    parts: &[(&str, &str)],
    wanted: Audience,
) -> Result<(), Stop> {
    let part = |(name, text): &(&str, &str)| Some((Slug::new(name).ok()?, PrivateText::new(text).ok()?));
    let writing: Writing = parts.iter().filter_map(part).collect();
    let request = SaveRequest { replaces: None, kind, writing, finish: true };
    let item = writing::save(app, author, request).await.map_err(failed)?;
    if wanted == Audience::default() {
        return Ok(());
    }
    let policy_version = content.secrets_policy.as_ref().map(|policy| policy.version);
    let policy_version = policy_version.ok_or_else(|| failed("the practice has no policy on secrets"))?;
    person::sign_policy(app, author, policy_version).await.map_err(failed)?;
    let written = writing::see(app, author, item).await.map_err(failed)?;
    let request = AudienceRequest { item, wanted, version: written.item.version, policy_version };
    audience::change(app, author, request).await.map_err(failed)
}

/// A first check-in, answered in the middle of each question.
async fn weeks(app: &App, content: &Content, person: PersonId) -> Result<(), Stop> {
    let Some(measure) = content.check_in() else { return Ok(()) };
    let middle = |question: &measures::Question| match &question.kind {
        measures::Kind::Choice(choices) => choices.get(choices.len() / 2).map(|choice| choice.code.clone()),
        _ => None,
    };
    let questions = measure.questionnaire.questions();
    let sent = questions.filter_map(|question| Some((question.link_id.as_str(), middle(question)?)));
    let sent = sent.collect::<Vec<_>>();
    let sent = sent.iter().map(|(name, choice)| (*name, choice.as_str()));
    check_in::answer(app, person, measure, sent).await.map(drop).map_err(failed)
}

/// An account that nobody has a link to, with an appointment.
async fn begin(
    app: &App,
    quiet: &App,
    clinician: &Slug,
    profile: &Profile,
    wanted: (&str, i32),
) -> Result<PersonId, Stop> {
    let token = Token(app.random_bytes());
    let booking = super::own_booking(quiet, profile, wanted, clinician).await.map_err(failed)?;
    let begun = accounts::begin_with_link(app, clinician, profile, token, app.now(), booking).await.map_err(failed)?;
    Ok(begun.person)
}

/// Somebody with things to mind before a call.
fn careful(app: &App) -> Result<Profile, InvalidPersonal> {
    let hours = CivilMinute::new(12 * 60).zip(CivilMinute::new(13 * 60));
    Ok(Profile {
        name: PersonName::new("Jamie Ortiz")?,
        contact: Contact::new(
            Some(EmailAddress::new("jamie@example.org")?),
            Some(PhoneNumber::new("+1 801 555 0177")?),
        ),
        safe_contact: SafeContact {
            email: false,
            voicemail: false,
            text: false,
            name_to_use: Some(PersonName::new("J.")?),
            hours: hours.and_then(|(from, to)| CivilWindow::new(from, to)),
        },
        notices: false,
        verified_email: None,
        time_zone: ClientZone::from_zone(app.practice().time_zone.clone()),
    })
}
