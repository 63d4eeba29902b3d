//! Commitments, as the people of a world have them.

use jiff::Span;
use troth_domain::people::{ClientZone, Couple, PersonId};
use troth_domain::plan::commitment::{CommitmentMove, Terms};
use troth_domain::plan::follow_through::{Said, due};
use troth_domain::plan::recurrence::{Recurrence, Rule, Until};
use troth_domain::plan::{CommandId, LogId, Move, PlanLine, PlanText, Reach, Request, Ticket};
use troth_domain::practice::CivilMinute;
use troth_server::actions::commitments::{self, Offer, Seen, Standing};
use troth_server::actions::follow_through::{self, Mending};
use troth_server::app::App;
use troth_store::{StoreError, WriteTransaction};

use crate::trace::Step;
use crate::world::Partners;

/// Offers something for four weeks from tomorrow on; its name, where joint work is open and there is room for it.
pub async fn offer(app: &App, who: PersonId) -> Option<LogId> {
    let today = app.now().to_zoned(app.practice().time_zone.clone()).date();
    let offer = Offer { command: CommandId(app.random_bytes()), terms: terms(app, 28), today };
    commitments::offer(app, who, offer).await.ok()
}

/// Something that is due each evening for so many days.
fn terms(app: &App, days: i64) -> Terms {
    let zone = ClientZone::from_zone(app.practice().time_zone.clone());
    let today = app.now().to_zoned(zone.zone().clone()).date();
    let (first, at) = (today.tomorrow().unwrap(), CivilMinute::new(18 * 60).unwrap());
    let until = Until::Day(first.saturating_add(Span::new().days(days - 1)));
    let recurrence = Recurrence::new(first, at, zone, Rule::Daily, until).unwrap();
    let line = |text: &str| PlanLine::new(text).unwrap();
    Terms::kept(line("the day ends"), line("sit down with you"), recurrence, None)
}

/// Something that the first promised, and the second said yes to before the trace begins: it is on both pages.
pub async fn agreed(app: &App, couple: &Couple, [ana, bo]: [PersonId; 2]) -> LogId {
    let (id, now) = (LogId(app.random_bytes()), app.now());
    let terms = terms(app, 7);
    let next = terms.recurrence().next_after(now).unwrap().at;
    let moves = [(ana, CommitmentMove::Proposed(terms)), (bo, CommitmentMove::Accepted)];
    let moves = moves.map(|(author, kind)| Move {
        number: 1,
        author: Some(author),
        command: CommandId(app.random_bytes()),
        at: now,
        reach: Reach::AtOnce,
        kind,
    });
    let couple = couple.clone();
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let (couple, moves) = (couple.clone(), moves.clone());
        Box::pin(async move {
            for (one, author) in moves.iter().zip([ana, bo]) {
                transaction.add_move(&couple, id, author, one).await?;
                transaction.remind(author, id, next).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    written.await.unwrap();
    id
}

/// Says for oneself how the last times of it went, and goes on with a plan for what could help next time. What is not due
/// yet is not said.
async fn report(app: &App, who: PersonId, id: LogId, place: usize) {
    let Some(seen) = commitments::see(app, who, id).await.unwrap() else { return };
    let all = due(&seen.commitment, app.now()).map(|once| once.on).collect::<Vec<_>>();
    let Some(on) = all.last().copied() else { return };
    let said = [Said::Not, Said::Kept, Said::Partly, Said::Unsure][place % 4];
    follow_through::report(app, who, id, vec![(on, Some(said))]).await.unwrap();
    let text = PlanText::new(&format!("It was late, {place}")).ok();
    for mending in [Mending::Begin(on), Mending::GotInTheWay(text), Mending::Next(None), Mending::Finish] {
        let _ = follow_through::mend(app, who, id, mending).await;
    }
}

/// Whether a step is of promises.
pub fn has(step: Step) -> bool {
    matches!(step, Step::AnaDeclines | Step::AnaReports | Step::BoOffers)
}

/// Does what a step says of promises; `offered` are those of Bo's.
pub async fn take(app: &App, partners: &Partners, step: Step, place: usize, offered: &mut Vec<LogId>) {
    match step {
        Step::AnaDeclines => decline(app, partners.ana, offered).await,
        Step::AnaReports => report(app, partners.ana, partners.agreed, place).await,
        _ => offered.extend(offer(app, partners.bo).await),
    }
}

/// Does something about a commitment; what cannot be done changes nothing.
async fn act(app: &App, who: PersonId, seen: &Seen, kind: CommitmentMove) {
    let ticket = Ticket { command: CommandId(app.random_bytes()), seen: seen.moves };
    let today = app.now().to_zoned(app.practice().time_zone.clone()).date();
    let _ = commitments::answer(app, (who, today), seen.id, Request { ticket, kind }).await;
}

/// Would rather not have the last of them that has come.
async fn decline(app: &App, who: PersonId, all: &[LogId]) {
    for id in all.iter().rev() {
        let Some(seen) = commitments::see(app, who, *id).await.unwrap() else { continue };
        if seen.standing() == Standing::Asked {
            return act(app, who, &seen, CommitmentMove::Declined).await;
        }
    }
}
