//! Ten weeks of the programme, as the demo's couple in the middle of it lived them: weeks that got lighter and a heavy one
//! among them, a talk, an agreement, a promise, and plans for what lies ahead.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use troth_domain::measures::questionnaire::{Kind, Question};
use troth_domain::people::{ClientZone, CoupleId, PersonId, Staff};
use troth_domain::plan::agenda::AgendaMove;
use troth_domain::plan::agreement::{AgreementMove, Terms as Words};
use troth_domain::plan::ahead::SetbackPart;
use troth_domain::plan::commitment::{CommitmentMove, Terms};
use troth_domain::plan::dialogue::{Command, Deed, Mode};
use troth_domain::plan::entry::{OwnEntry, StatedBreach};
use troth_domain::plan::follow_through::{Said, due};
use troth_domain::plan::proposal::{Area, Breach, Goal, Whose};
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, Rule, Until};
use troth_domain::plan::{BreachId, CommandId, LogId, MoveId, PlanLine, PlanText, Request, Ticket, TurnText};
use troth_domain::practice::{CivilMinute, Slug};

use super::clinic::failed;
use super::days_ago;
use crate::actions::ahead::{self, Turn};
use crate::actions::commitments::{self, Offer};
use crate::actions::joint_work::{self, Step};
use crate::actions::talks::{self, BeginRequest, Sent};
use crate::actions::together::{Place, Sending};
use crate::actions::{check_in, couple_agenda, follow_through, own_plan};
use crate::app::App;
use crate::content::Content;
use crate::settings::Stop;

/// How good each week was, from 0 to 4, the first first: one of them a setback.
const WEEKS: [(usize, usize); 10] = [(0, 1), (1, 1), (1, 2), (2, 2), (2, 2), (3, 2), (1, 1), (2, 2), (3, 3), (3, 3)];
/// Questions of the check-in where the first choice is the best.
const REVERSED: [&str; 2] = ["weighed", "watchful"];
/// What their therapist opened for the two, and how many days ago.
const OPENED: [(i64, &str); 2] = [(60, "words-that-mend"), (38, "a-short-time-for-money")];
const SETBACK: [(SetbackPart, &str); 4] = [
    (SetbackPart::EarlySigns, "I add things up at night, and I look for letters."),
    (SetbackPart::WhatIDo, "I go for a walk before I say anything."),
    (SetbackPart::WhoITurnTo, "My sister. Then our therapist."),
    (SetbackPart::WhatHelps, "To look at the book of accounts together, on the day itself."),
];

/// Does what the two did; `a` was hurt.
///
/// # Errors
/// When the records cannot be written.
pub async fn furnish(
    app: &App,
    content: &Content,
    therapist: &Staff,
    (couple, [a, b]): (CoupleId, [PersonId; 2]),
) -> Result<(), Stop> {
    let then = days_ago(app, 71);
    entry(&then, a, (Whose::Theirs, [Area::Distress, Area::Trust])).await?;
    entry(&then, b, (Whose::Mine, [Area::Communication, Area::Hope])).await?;
    for (week, (first, second)) in (0_i64..).zip(WEEKS) {
        let then = days_ago(app, 68 - 7 * week);
        answer(&then, content, a, first).await?;
        answer(&then, content, b, second).await?;
    }
    for (days, exercise) in OPENED {
        let Some(exercise) = content.programme.get(exercise).and_then(|found| Slug::new(&found.name).ok()) else {
            continue;
        };
        let step = Step::OpenExercise { exercise };
        joint_work::take(&days_ago(app, days), therapist, couple, step).await.map_err(failed)?;
    }
    talk(app, [a, b]).await?;
    agreement(app, [a, b]).await?;
    promise(app, [a, b]).await?;
    for_a_session(app, therapist, (couple, a)).await?;
    what_lies_ahead(app, a).await
}

async fn entry(app: &App, person: PersonId, (whose, hard): (Whose, [Area; 2])) -> Result<(), Stop> {
    let empty = OwnEntry::new(person);
    let stated = StatedBreach { id: BreachId(app.random_bytes()), kind: Breach::Money, whose, stated_by: person };
    let statements = empty.statements.state(stated).map_err(failed)?;
    let entry = OwnEntry { statements, goal: Some(Goal::Rebuild), hard: hard.into() };
    own_plan::keep_entry(app, person, None, entry).await.map_err(failed)?;
    own_plan::propose(app, person).await.map_err(failed)
}

/// A check-in in which each answer is as good as `level`.
async fn answer(app: &App, content: &Content, person: PersonId, level: usize) -> Result<(), Stop> {
    let Some(measure) = content.check_in() else { return Ok(()) };
    let choice = |question: &Question| match &question.kind {
        Kind::Choice(choices) => {
            let last = choices.len().saturating_sub(1);
            let good = level.min(last);
            let place = if REVERSED.contains(&question.link_id.as_str()) { last - good } else { good };
            choices.get(place).map(|choice| choice.code.clone())
        }
        _ => None,
    };
    let questions = measure.questionnaire.questions();
    let sent = questions.filter_map(|question| Some((question.link_id.as_str(), choice(question)?)));
    let sent = sent.collect::<Vec<_>>();
    let sent = sent.iter().map(|(name, choice)| (*name, choice.as_str()));
    check_in::answer(app, person, measure, sent).await.map(drop).map_err(failed)
}

/// By turns, over days: what one says, and the other says back. Between two turns lies more than a delivery can take.
async fn talk(app: &App, [a, b]: [PersonId; 2]) -> Result<(), Stop> {
    let topic = PlanLine::new("Sunday evening and the accounts").map_err(failed)?;
    let request =
        BeginRequest { command: CommandId(app.random_bytes()), topic, mode: Mode::ByTurns, partner_first: false };
    let id = talks::begin(&days_ago(app, 36), a, request).await.map_err(failed)?;
    let turns = [
        (
            36,
            a,
            Deed::Speak { on: None },
            "On Sundays I wait for you to bring it up. When you do not, I think there is more.",
        ),
        (
            28,
            b,
            Deed::Reflect,
            "You wait on Sundays. When I say nothing, it looks to you as if I hide something again.",
        ),
        (20, a, Deed::Heard, ""),
        (
            12,
            b,
            Deed::Speak { on: None },
            "I am ashamed, and then I say nothing. I will bring the book at six, and begin.",
        ),
    ];
    for (days, person, deed, words) in turns {
        let then = days_ago(app, days);
        let seen = talks::see(&then, person, id).await.map_err(failed)?;
        let seen = seen.and_then(|seen| seen.view().map(|view| view.seen)).unwrap_or_default();
        let ticket = Ticket { command: CommandId(app.random_bytes()), seen };
        let command = Command { ticket, deed, text: TurnText::new(words).ok() };
        let sent = Sent { command, typed: None, draft_version: None };
        talks::send(&then, person, id, sent).await.map(drop).map_err(failed)?;
    }
    Ok(())
}

/// What one of the two does about the agreement, `days` ago, when it showed them `seen` moves.
async fn send(
    app: &App,
    (person, days): (PersonId, i64),
    (place, command, seen): (Place, CommandId, u32),
    kind: AgreementMove,
) -> Result<(), Stop> {
    let then = days_ago(app, days);
    let request = Request { ticket: Ticket { command, seen }, kind };
    let sent = Sending::new(&then, person, today(&then), place, request).send(&then).await;
    sent.map(drop).map_err(failed)
}

fn today(app: &App) -> Date {
    app.practice().time_zone.to_datetime(app.now()).date()
}

async fn agreement(app: &App, [a, b]: [PersonId; 2]) -> Result<(), Stop> {
    let [proposed, signed, signed_too] = [(); 3].map(|()| CommandId(app.random_bytes()));
    let (id, words) = (LogId(proposed.0), "We look at every account together, on Sunday at six, for half an hour.");
    let then = days_ago(app, 48);
    let review_on = today(&then).checked_add(12.weeks()).ok();
    let terms = Words { text: PlanText::new(words).map_err(failed)?, review_on };
    let version = MoveId { author: a, command: proposed };
    send(app, (a, 48), (Place::New(id), proposed, 0), AgreementMove::Proposed(terms)).await?;
    send(app, (a, 48), (Place::Known(id), signed, 1), AgreementMove::Signed(version)).await?;
    send(app, (b, 40), (Place::Known(id), signed_too, 2), AgreementMove::Signed(version)).await
}

async fn promise(app: &App, [a, b]: [PersonId; 2]) -> Result<(), Stop> {
    let [offered, accepted] = [(); 2].map(|()| CommandId(app.random_bytes()));
    let line = |text| PlanLine::new(text).map_err(failed);
    let zone = ClientZone::from_zone(app.practice().time_zone.clone());
    let (first, at) = (today(&days_ago(app, 30)), CivilMinute::new(18 * 60).ok_or_else(|| failed("no time of day"))?);
    let days = DaysOfWeek::new([Weekday::Sunday]).ok_or_else(|| failed("no day"))?;
    let rule = Rule::Weekly { days, every_weeks: 1 };
    let recurrence = Recurrence::new(first, at, zone, rule, Until::Times(12)).map_err(failed)?;
    let (when, will) = (line("it is Sunday at six")?, line("bring the book of accounts to the table")?);
    let terms = Terms::kept(when, will, recurrence, None);
    let then = days_ago(app, 44);
    let offer = Offer { command: offered, terms, today: today(&then) };
    let id = commitments::offer(&then, b, offer).await.map_err(failed)?;
    let then = days_ago(app, 36);
    let request = Request { ticket: Ticket { command: accepted, seen: 1 }, kind: CommitmentMove::Accepted };
    commitments::answer(&then, (a, today(&then)), id, request).await.map_err(failed)?;
    report(app, a, id, [Said::Kept, Said::Not, Said::Kept]).await?;
    report(app, b, id, [Said::Kept, Said::Not, Said::Partly]).await
}

/// What one of the two says of the first times that it was due, for themselves alone; the others were kept.
async fn report(app: &App, person: PersonId, id: LogId, first: [Said; 3]) -> Result<(), Stop> {
    let Some(seen) = commitments::see(app, person, id).await.map_err(failed)? else { return Ok(()) };
    let said = first.into_iter().chain(std::iter::repeat(Said::Kept));
    let said = due(&seen.commitment, app.now()).zip(said).map(|(once, said)| (once.on, Some(said))).collect();
    follow_through::report(app, person, id, said).await.map_err(failed)
}

/// Two lines for the next session: one of theirs, and one of their therapist's.
async fn for_a_session(app: &App, therapist: &Staff, (couple, a): (CoupleId, PersonId)) -> Result<(), Stop> {
    let then = days_ago(app, 10);
    let command = CommandId(app.random_bytes());
    let words = PlanLine::new("What we do when one of us wants to stop a talk").map_err(failed)?;
    let request = Request { ticket: Ticket { command, seen: 0 }, kind: AgendaMove::Added(words) };
    let sent = Sending::new(&then, a, today(&then), Place::New(LogId(command.0)), request).send(&then).await;
    sent.map(drop).map_err(failed)?;
    let words = PlanLine::new("The half year that is behind you").map_err(failed)?;
    let deed = couple_agenda::Deed::Add(CommandId(app.random_bytes()), words);
    couple_agenda::act(&days_ago(app, 6), therapist, couple, deed).await.map_err(failed)
}

/// A plan for a setback that was of use once, and two dates ahead.
async fn what_lies_ahead(app: &App, person: PersonId) -> Result<(), Stop> {
    let parts = SETBACK.map(|(part, text)| (part, PlanText::new(text).ok())).to_vec();
    ahead::write_setbacks(&days_ago(app, 40), person, None, parts).await.map_err(failed)?;
    ahead::turn(&days_ago(app, 26), person, Turn::To).await.map_err(failed)?;
    ahead::turn(&days_ago(app, 19), person, Turn::Back).await.map_err(failed)?;
    let dates = [
        (4, "Look at the agreement again, the two of us."),
        (26, "Half a year since we began: what is better, and what is not."),
    ];
    let then = days_ago(app, 9);
    for (weeks, what) in dates {
        let on = today(&then).checked_add(weeks.weeks()).map_err(failed)?;
        let what = PlanLine::new(what).map_err(failed)?;
        ahead::add(&then, person, on, what, today(&then)).await.map_err(failed)?;
    }
    Ok(())
}
