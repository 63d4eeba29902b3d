//! What two work at together, as the people of a world do it.

use troth_domain::people::{ClientZone, PersonId, Staff};
use troth_domain::plan::agenda::{AgendaMove, OwnAgenda};
use troth_domain::plan::agreement::{AgreementMove, Terms};
use troth_domain::plan::appreciation::AppreciationMove;
use troth_domain::plan::boundary::{BoundaryMove, Crossing};
use troth_domain::plan::check_in_times::CheckInMove;
use troth_domain::plan::conflict::ConflictMove;
use troth_domain::plan::recurrence::{Recurrence, Rule, Until};
use troth_domain::plan::{CommandId, CommitmentId, LogId, Machine, PlanLine, PlanText, Request, Ticket};
use troth_domain::practice::CivilMinute;
use troth_server::actions::agenda::{self, Change};
use troth_server::actions::couple_agenda::{self, Deed};
use troth_server::actions::together::{self, Place, Sending};
use troth_server::actions::{appreciations, crossings, doubts};
use troth_server::app::App;
use troth_store::LoggedKind;

use crate::trace::Step;
use crate::work;
use crate::world::Partners;

/// Whether a step is of this kind.
pub fn has(step: Step) -> bool {
    matches!(step, Step::AnaKeepsToHerself | Step::BoSuggests | Step::TherapistAddsLine)
}

/// Does it; `all` are the agreements, boundaries and conflicts that Bo began.
pub async fn take(
    (app, therapist): (&App, &Staff),
    partners: &Partners,
    step: Step,
    place: usize,
    all: &mut Vec<LogId>,
) {
    match step {
        Step::BoSuggests => all.extend(begin(app, partners.bo, partners.agreed, place).await),
        Step::TherapistAddsLine => {
            let words = PlanLine::new(&format!("What went well, {place}")).unwrap();
            let deed = Deed::Add(CommandId(app.random_bytes()), words);
            // Refused while joint work is closed.
            let _ = couple_agenda::act(app, therapist, partners.couple, deed).await;
        }
        _ => {
            keep_to_oneself(app, partners.ana, all, place).await;
            let own = put_on_list(app, partners.ana, place).await;
            if let Some(own) = own {
                let deed = Deed::LineTalkedAbout(own);
                couple_agenda::act(app, therapist, partners.couple, deed).await.unwrap();
                agenda::take_back(app, (partners.ana, today(app)), own, CommandId(app.random_bytes())).await.unwrap();
            }
            bring(app, partners.ana, place).await;
            work::show_or_take_back::<OwnAgenda>(app, partners.ana).await;
        }
    }
}

fn today(app: &App) -> jiff::civil::Date {
    app.now().to_zoned(app.practice().time_zone.clone()).date()
}

/// Adds a line for a session; its name, where joint work is open.
pub async fn put_on_list(app: &App, who: PersonId, place: usize) -> Option<LogId> {
    let id = LogId(app.random_bytes());
    let added = AgendaMove::Added(PlanLine::new(&format!("The summer, {place}")).unwrap());
    send(app, who, Place::New(id), 0, added).await.then_some(id)
}

/// Keeps a line that they alone would like to bring; its name.
pub async fn bring(app: &App, who: PersonId, place: usize) -> CommandId {
    let id = CommandId(app.random_bytes());
    let words = PlanLine::new(&format!("Hers alone, {place}")).unwrap();
    agenda::change(app, who, id, Change::Add(words)).await.unwrap();
    id
}

/// Sends a move; what cannot be done changes nothing. Whether it was done.
async fn send<K: Machine + LoggedKind + 'static>(app: &App, who: PersonId, place: Place, seen: u32, kind: K) -> bool {
    let command = match place {
        Place::New(id) => CommandId(id.0),
        Place::Known(_) => CommandId(app.random_bytes()),
    };
    let today = app.now().to_zoned(app.practice().time_zone.clone()).date();
    let request = Request { ticket: Ticket { command, seen }, kind };
    Sending::new(app, who, today, place, request).send(app).await.is_ok()
}

fn text(words: &str) -> PlanText {
    PlanText::new(words).unwrap()
}

/// Suggests an agreement; its name, where joint work is open.
pub async fn suggest(app: &App, who: PersonId, place: usize) -> Option<LogId> {
    let id = LogId(app.random_bytes());
    let terms = Terms { text: text(&format!("We try it, {place}")), review_on: None };
    send(app, who, Place::New(id), 0, AgreementMove::Proposed(terms)).await.then_some(id)
}

/// States a boundary; its name, where joint work is open.
pub async fn state(app: &App, who: PersonId, place: usize) -> Option<LogId> {
    let id = LogId(app.random_bytes());
    let stated = BoundaryMove::Stated(text(&format!("My own room, {place}")));
    send(app, who, Place::New(id), 0, stated).await.then_some(id)
}

/// Names something that keeps coming back; its name, where joint work is open.
pub async fn name(app: &App, who: PersonId, place: usize) -> Option<LogId> {
    let id = LogId(app.random_bytes());
    let named = ConflictMove::Named(PlanLine::new(&format!("Who cooks, {place}")).unwrap());
    send(app, who, Place::New(id), 0, named).await.then_some(id)
}

/// Says what they were glad of, about a promise of the other's or none; its name, where joint work is open.
pub async fn appreciate(app: &App, who: PersonId, about: Option<LogId>, place: usize) -> Option<LogId> {
    let id = LogId(app.random_bytes());
    let about = about.map(|about| CommitmentId(about.0));
    let given = AppreciationMove::Given { words: text(&format!("You sat down with me, {place}")), about };
    send(app, who, Place::New(id), 0, given).await.then_some(id)
}

/// Gives one and takes it back before it comes.
async fn think_better_of_it(app: &App, who: PersonId, place: usize) {
    let Some(id) = appreciate(app, who, None, place).await else { return };
    let today = app.now().to_zoned(app.practice().time_zone.clone()).date();
    appreciations::take_back(app, (who, today), id, CommandId(app.random_bytes())).await.unwrap();
}

/// Suggests times to check in: an evening in some days.
async fn suggest_times(app: &App, who: PersonId) {
    let Some(couple) = app.store().couple_of(who).await.unwrap() else { return };
    let id = doubts::times_of(&couple);
    let page = together::page::<CheckInMove>(app, who, id).await.unwrap();
    let first = app.now().to_zoned(app.practice().time_zone.clone()).date().saturating_add(jiff::Span::new().days(9));
    let (at, zone) = (CivilMinute::new(1200).unwrap(), ClientZone::new("America/Denver").unwrap());
    let times = Recurrence::new(first, at, zone, Rule::Once, Until::Times(1)).unwrap();
    send(app, who, Place::New(id), page.map_or(0, |page| page.seen), CheckInMove::Proposed(times)).await;
}

/// Begins one of them; `promised` is a promise of the other's.
async fn begin(app: &App, who: PersonId, promised: LogId, place: usize) -> Option<LogId> {
    match place % 6 {
        0 => suggest(app, who, place).await,
        1 => state(app, who, place).await,
        2 => name(app, who, place).await,
        3 => appreciate(app, who, Some(promised), place).await,
        4 => put_on_list(app, who, place).await,
        _ => {
            suggest_times(app, who).await;
            None
        }
    }
}

/// Writes down a doubt; its name.
pub async fn hold_doubt(app: &App, who: PersonId, place: usize) -> LogId {
    let id = LogId(app.random_bytes());
    let question = PlanLine::new(&format!("Why then, {place}")).unwrap();
    doubts::hold(app, who, id, question).await.unwrap();
    id
}

/// Sets words aside and notes a crossing, wherever something has come, writes down a doubt, and thinks better of something that
/// they gave.
async fn keep_to_oneself(app: &App, who: PersonId, all: &[LogId], place: usize) {
    for id in all {
        set_aside(app, who, *id).await;
        let on = app.now().to_zoned(app.practice().time_zone.clone()).date();
        let note = Crossing { id: CommandId(app.random_bytes()), on, note: text(&format!("On that day, {place}")) };
        let _ = crossings::change(app, who, *id, crossings::Change::Note(note, on)).await.unwrap();
    }
    hold_doubt(app, who, place).await;
    think_better_of_it(app, who, place).await;
}

async fn set_aside(app: &App, who: PersonId, id: LogId) {
    if let Some(page) = together::page::<AgendaMove>(app, who, id).await.unwrap() {
        send(app, who, Place::Known(id), page.seen, AgendaMove::SetAside).await;
    }
    let Some(page) = together::page::<AgreementMove>(app, who, id).await.unwrap() else { return };
    if let Some(version) = page.state.versions.last() {
        send(app, who, Place::Known(id), page.seen, AgreementMove::SetAside(version.id)).await;
    }
}
