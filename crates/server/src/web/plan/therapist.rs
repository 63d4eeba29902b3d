//! What one can show to one's therapist: a plan of one's own, what one alone wants to bring, what lies ahead, and where one
//! stands in telling a little at a time.

use maud::{Markup, html};
use troth_domain::people::{PersonId, Staff};
use troth_domain::plan::agenda::OwnAgenda;
use troth_domain::plan::ahead::{LongTermPlan, SetbackPlan};
use troth_domain::plan::disclosure::Ladder;
use troth_domain::plan::own_plan::OwnPlan;

use super::ahead::words;
use super::showing::{Shown, ToShow};
use super::telling;
use crate::actions::showing::Versioned;
use crate::actions::{ActionError, client_plan, own_plan};
use crate::app::App;
use crate::content::Content;
use crate::web::components::lines;
use crate::web::components::own_plan::as_shown;

impl Shown for OwnPlan {
    const TO_SHOW: ToShow = ToShow {
        address: "/plan/therapist",
        back: ("/plan", "Your plan"),
        title: "Show your plan to your therapist",
        note: "Your answers are not in it, though what is proposed may hint at them.",
        theirs: ("plan", "Their plan"),
    };

    fn as_shown(&self, content: &Content) -> Markup {
        as_shown(content, self)
    }

    /// With what their therapist gave them.
    async fn own(app: &App, person: PersonId) -> Result<Option<Versioned<Self>>, ActionError> {
        let own = own_plan::see(app, person).await?;
        let plan = own.plan(person);
        Ok(own.kept.zip(plan).map(|(kept, document)| Versioned { document, ..kept }))
    }

    async fn theirs(app: &App, staff: &Staff, person: PersonId) -> Result<Self, ActionError> {
        client_plan::see(app, staff, person).await
    }
}

impl Shown for OwnAgenda {
    const TO_SHOW: ToShow = ToShow {
        address: "/plan/agenda/mine/therapist",
        back: ("/plan/agenda/mine", "What you alone want to bring"),
        title: "Show your list to your therapist",
        note: "",
        theirs: ("agenda", "What they alone want to bring to a session"),
    };

    fn as_shown(&self, _: &Content) -> Markup {
        html! { div class="sheet" { (lines::own(self)) } }
    }
}

impl Shown for SetbackPlan {
    const TO_SHOW: ToShow = ToShow {
        address: "/plan/setbacks/therapist",
        back: ("/plan/setbacks", "When there is a setback"),
        title: "Show your plan for a setback to your therapist",
        note: "Whether you turned to it is not in it.",
        theirs: ("setbacks", "Their plan for a setback"),
    };

    fn as_shown(&self, _: &Content) -> Markup {
        words::setbacks(self)
    }
}

impl Shown for LongTermPlan {
    const TO_SHOW: ToShow = ToShow {
        address: "/plan/long-term/therapist",
        back: ("/plan/long-term", "The time ahead"),
        title: "Show your dates to your therapist",
        note: "What you write when you look back is in it, too.",
        theirs: ("long-term", "The time ahead, with their dates"),
    };

    fn as_shown(&self, _: &Content) -> Markup {
        words::dates(self)
    }
}

impl Shown for Ladder {
    const TO_SHOW: ToShow = ToShow {
        address: "/plan/telling/therapist",
        back: ("/plan/telling", "Telling a little at a time"),
        title: "Show where you are to your therapist",
        note: "How a telling felt is not in it, though where you are may hint at it.",
        theirs: ("telling", "Where they are in telling a little at a time"),
    };

    fn as_shown(&self, _: &Content) -> Markup {
        html! { div class="sheet" { (telling::in_words(self)) } }
    }
}
