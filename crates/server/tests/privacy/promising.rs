//! Commitments, as the people of a world have them.

use jiff::Span;
use troth_domain::people::{ClientZone, PersonId};
use troth_domain::plan::commitment::{CommitmentMove, Terms};
use troth_domain::plan::recurrence::{Recurrence, Rule, Until};
use troth_domain::plan::{CommandId, LogId, PlanLine, Request, Ticket};
use troth_domain::practice::CivilMinute;
use troth_server::actions::commitments::{self, Offer, Seen, Standing};
use troth_server::app::App;

/// Offers something for four weeks from tomorrow on; its name, where joint work is open and there is room for it.
pub async fn offer(app: &App, who: PersonId) -> Option<LogId> {
    let zone = ClientZone::from_zone(app.practice().time_zone.clone());
    let today = app.now().to_zoned(zone.zone().clone()).date();
    let (first, at) = (today.tomorrow().unwrap(), CivilMinute::new(18 * 60).unwrap());
    let until = Until::Day(first.saturating_add(Span::new().days(27)));
    let recurrence = Recurrence::new(first, at, zone, Rule::Daily, until).unwrap();
    let line = |text: &str| PlanLine::new(text).unwrap();
    let terms = Terms::kept(line("the day ends"), line("sit down with you"), recurrence, None);
    let offer = Offer { command: CommandId(app.random_bytes()), terms, today };
    commitments::offer(app, who, offer).await.ok()
}

/// Does something about a commitment; what cannot be done changes nothing.
async fn act(app: &App, who: PersonId, seen: &Seen, kind: CommitmentMove) {
    let ticket = Ticket { command: CommandId(app.random_bytes()), seen: seen.moves };
    let today = app.now().to_zoned(app.practice().time_zone.clone()).date();
    let _ = commitments::answer(app, (who, today), seen.id, Request { ticket, kind }).await;
}

/// Would rather not have the last of them that has come.
pub async fn decline(app: &App, who: PersonId, all: &[LogId]) {
    for id in all.iter().rev() {
        let Some(seen) = commitments::see(app, who, *id).await.unwrap() else { continue };
        if seen.standing() == Standing::Asked {
            return act(app, who, &seen, CommitmentMove::Declined).await;
        }
    }
}
