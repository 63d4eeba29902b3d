//! Accounts that are offered and received, as the people of a world do it.

use std::collections::BTreeMap;

use troth_domain::people::{ItemId, PersonId};
use troth_domain::practice::Slug;
use troth_domain::receiving::{AccountPart, Parts};
use troth_domain::writing::{Audience, ItemKind, PrivateText};
use troth_server::actions::audience::{self, AudienceRequest};
use troth_server::actions::receiving::{self, Choice};
use troth_server::actions::writing::{self, SaveRequest};
use troth_server::app::App;

use crate::trace::Step;
use crate::world::{Facts, POLICY, Partners};

/// Whether a step is of this kind.
pub fn has(step: Step) -> bool {
    matches!(step, Step::AnaChooses | Step::BoChooses | Step::BoOffersAccount)
}

/// Does it.
pub async fn take(app: &App, partners: &Partners, step: Step, place: usize, facts: &mut Facts) {
    match step {
        Step::BoOffersAccount => {
            let item = write(app, partners.bo, place).await;
            send(app, partners.bo, item).await;
        }
        Step::AnaChooses => {
            choose(app, partners.ana, place).await;
        }
        _ => facts.asked |= choose(app, partners.bo, place).await,
    }
}

/// Writes an account, of which two parts are not filled.
pub async fn write(app: &App, author: PersonId, place: usize) -> ItemId {
    let part = |part: AccountPart| {
        (Slug::new(part.as_str()).unwrap(), PrivateText::new(&format!("{}, {place}", part.as_str())).unwrap())
    };
    let writing = AccountPart::ALL.into_iter().take(4).map(part).collect::<BTreeMap<_, _>>();
    let request = SaveRequest { replaces: None, kind: ItemKind::Account, writing, finish: true };
    writing::save(app, author, request).await.unwrap()
}

/// Sends an item on its way to the partner; answers whether that was allowed.
pub async fn send(app: &App, author: PersonId, item: ItemId) -> bool {
    let wanted = Audience { therapist: false, partner: true };
    let request = AudienceRequest { item, wanted, version: 1, policy_version: POLICY };
    audience::change(app, author, request).await.is_ok()
}

/// Chooses for each account that is offered; what cannot be done changes nothing. Whether some parts were asked for, and not
/// all.
async fn choose(app: &App, who: PersonId, place: usize) -> bool {
    let mut asked = false;
    for (number, offered) in receiving::see(app, who).await.unwrap().all.into_iter().enumerate() {
        let some = Parts::of([AccountPart::ALL[place % 6], AccountPart::Regret]);
        let choices = match (place + number) % 6 {
            0 => vec![Choice::Ask(Parts::WHOLE)],
            1 | 2 => vec![Choice::Said, Choice::Ask(some)],
            3 => vec![Choice::Said, Choice::Ask(Parts::WHOLE)],
            4 => vec![Choice::Said, Choice::Ask(some), Choice::LeaveIt],
            _ => vec![Choice::SetAside, Choice::TakeUp, Choice::SetAside],
        };
        for choice in choices {
            let is_done = receiving::choose(app, who, offered.offer.id, choice).await.is_ok();
            asked |= is_done && choice == Choice::Ask(some) && offered.left() == Parts::WHOLE;
        }
    }
    asked
}
