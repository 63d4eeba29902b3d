//! Two couples of the demo who came some weeks ago: one in the middle of the work with a setback behind them, and one that
//! their therapist paused.

use troth_domain::accounts::Token;
use troth_domain::people::{PersonId, Profile, Staff};
use troth_domain::writing::{Audience, ItemKind};

use super::clinic::{clinician, failed, link, open, share};
use super::people::{link_expires, profile};
use super::{days_ago, own_booking, programme};
use crate::actions::accounts;
use crate::actions::joint_work::{self, Step};
use crate::app::App;
use crate::settings::Stop;

/// Days ago that the one couple came, and the other.
const UNDERWAY_DAYS: i64 = 72;
const PAUSED_DAYS: i64 = 30;

const IMPACT: [(&str, &str); 3] = [
    ("happened", "The account that I did not know of. I found the letter from the bank in your coat."),
    ("effect", "I count what things cost, all day. I lie awake and add it up again."),
    ("need", "To look at the numbers together, once a week, without a fight."),
];
const ACCOUNT: [(&str, &str); 4] = [
    ("what-i-did", "I opened an account and did not tell you. I lost most of what was in it."),
    ("responsibility", "I did this. Nobody made me."),
    ("effect", "You cannot plan anything, and you do not believe me when I say that there is nothing more."),
    ("repair", "I show you every account on Sunday, and I pay back what I lost in small parts."),
];
const JOURNAL: [(&str, &str); 1] = [("entry", "It was calm for three days. I do not trust it yet, and that is fine.")];
const LETTER: [(&str, &str); 1] = [("entry", "I read your words twice. I would like to answer them, and not today.")];

/// Makes both couples; answers what signs in the two who are in the middle.
///
/// # Errors
/// When the records cannot be written.
pub async fn furnish(app: &App, quiet: &App, therapist: &Staff) -> Result<[(PersonId, Token); 2], Stop> {
    let underway = underway(app, quiet, therapist).await?;
    paused(app, quiet, therapist).await?;
    Ok(underway)
}

/// Somebody who came `days` ago and has an appointment next week.
async fn begin(
    (app, quiet): (&App, &App),
    therapist: &Staff,
    (name, email, offering): (&str, &str, &str),
    days: i64,
) -> Result<(PersonId, Token), Stop> {
    let profile = profile(app, name, email).map_err(|_| failed("a name of the demo is none"))?;
    // Whoever tries the demo finds their own messages and no others.
    let (profile, own) = (Profile { notices: false, ..profile }, clinician(therapist)?);
    let token = Token(app.random_bytes());
    let booking = own_booking(quiet, &profile, (offering, 1), &own).await.map_err(failed)?;
    let (then, until) = (days_ago(app, days), link_expires(app));
    let begun = accounts::begin_with_link(&then, &own, &profile, token, until, booking).await.map_err(failed)?;
    Ok((begun.person, token))
}

async fn underway(app: &App, quiet: &App, therapist: &Staff) -> Result<[(PersonId, Token); 2], Stop> {
    let content = app.content().await;
    let noor = ("Noor Lind", "noor@example.org", "couple-session");
    let (a, first) = begin((app, quiet), therapist, noor, UNDERWAY_DAYS).await?;
    let eli = ("Eli Lind", "eli@example.org", "individual-session");
    let (b, second) = begin((app, quiet), therapist, eli, UNDERWAY_DAYS).await?;
    let then = days_ago(app, UNDERWAY_DAYS);
    let us = link(&then, &content, [a, b], ["Noor", "Eli"]).await?;
    open(&then, &content, therapist, (us, [a, b])).await?;
    let (both, only_therapist) =
        (Audience { therapist: true, partner: true }, Audience { therapist: true, partner: false });
    let wrote = [
        (66, a, ItemKind::ImpactStatement, &IMPACT[..], both),
        (52, b, ItemKind::Account, &ACCOUNT[..], both),
        (24, a, ItemKind::Journal, &JOURNAL[..], only_therapist),
        (10, b, ItemKind::Journal, &LETTER[..], Audience::default()),
    ];
    for (days, author, kind, parts, audience) in wrote {
        share(&days_ago(app, days), &content, author, kind, parts, audience).await?;
    }
    programme::furnish(app, &content, therapist, (us, [a, b])).await?;
    Ok([(a, first), (b, second)])
}

async fn paused(app: &App, quiet: &App, therapist: &Staff) -> Result<(), Stop> {
    let content = app.content().await;
    let (a, _) =
        begin((app, quiet), therapist, ("Mara Brandt", "mara@example.org", "couple-session"), PAUSED_DAYS).await?;
    let (b, _) =
        begin((app, quiet), therapist, ("Teo Brandt", "teo@example.org", "individual-session"), PAUSED_DAYS).await?;
    let then = days_ago(app, PAUSED_DAYS);
    let us = link(&then, &content, [a, b], ["Mara", "Teo"]).await?;
    open(&then, &content, therapist, (us, [a, b])).await?;
    let both = Audience { therapist: true, partner: true };
    share(&days_ago(app, 20), &content, a, ItemKind::Journal, &JOURNAL, both).await?;
    let (then, pause) = (days_ago(app, 6), Step::Pause { person: a, reason: None });
    joint_work::take(&then, therapist, us, pause).await.map_err(failed)?;
    // What is on its way now waits, as whatever they share next.
    share(&days_ago(app, 4), &content, b, ItemKind::Journal, &LETTER, both).await
}
