//! An account that the other offers: what there is, and what its reader would like. Each choice weighs the same, none is ever
//! overdue, and nobody is told which was made.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::ItemId;
use troth_domain::receiving::{AccountPart, AskRefusal, Parts, Spoken};
use troth_domain::writing::ItemKind;

use super::{Space, crumb, done, page};
use crate::actions::receiving::{self, Choice, ChoiceError, Offered};
use crate::app::App;
use crate::content::Content;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::FieldError;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, ItemNamed, QueryFields, item_text};

mod choices;
mod some;

/// The page of an account that is offered.
pub fn address(id: ItemId) -> String {
    format!("/home/offers/{}", item_text(id))
}

/// What it is called on its reader's pages: nothing in it tells what is in the account.
pub fn title(space: &Space) -> Markup {
    html! { "An account from " (space.partner()) }
}

/// `GET /home/offers/{offer}`; with `?parts` where some of it are chosen.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    ItemNamed(id): ItemNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let looked = Looked::at(&app, &actor, id).await?;
    if query.has("parts") && looked.can_ask() {
        return Ok(looked.some(&app, Parts::NONE, &[]).into_response());
    }
    Ok(looked.whole(&app, &said(&query), StatusCode::OK).into_response())
}

/// `POST /home/offers/{offer}`
pub async fn choose(
    State(app): State<App>,
    actor: PersonActor,
    ItemNamed(id): ItemNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let Some((choice, word)) = chosen(&fields) else {
        // Whoever is offered nothing finds nothing.
        Looked::at(&app, &actor, id).await?;
        return Err(WebError::Unreadable);
    };
    match receiving::choose(&app, actor.person, id, choice).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?{word}", address(id))).into_response()),
        Err(ChoiceError::NotFound) => Err(WebError::NotFound),
        Err(ChoiceError::Action(error)) => Err(error.into()),
        Err(ChoiceError::Refused(refusal)) => refused(&app, &actor, id, (refusal, &fields)).await,
    }
}

/// What a form says, and the word that its answer is told by.
fn chosen(fields: &Fields) -> Option<(Choice, &'static str)> {
    match fields.get("choice") {
        "all" => Some((Choice::Ask(Parts::WHOLE), "asked")),
        "some" => Some((Choice::Ask(ticked(fields)), "asked")),
        "leave" => Some((Choice::LeaveIt, "left")),
        "said" => Some((Choice::Said, "said")),
        "aside" => Some((Choice::SetAside, "aside")),
        "again" => Some((Choice::TakeUp, "again")),
        _ => None,
    }
}

/// The page as it is now, which says what stands in the way.
async fn refused(
    app: &App,
    actor: &PersonActor,
    id: ItemId,
    (refusal, fields): (AskRefusal, &Fields),
) -> Result<Response, WebError> {
    let looked = Looked::at(app, actor, id).await?;
    let why = match refusal {
        AskRefusal::NothingChosen => {
            let field = AccountPart::ALL[0].as_str();
            let wrong = [FieldError::new(field, "Choose one part or more, or leave it for now")];
            return Ok(looked.some(app, ticked(fields), &wrong).into_response());
        }
        AskRefusal::JointWorkClosed => "Joint work is closed, so nothing was asked for.",
        AskRefusal::NotSpoken => "Your own words come first, so nothing was asked for yet.",
    };
    let notice = summary::notice(why, html! { p { "This is how things stand now." } });
    Ok(looked.whole(app, &notice, StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

fn ticked(fields: &Fields) -> Parts {
    Parts::of(AccountPart::ALL.into_iter().filter(|part| fields.has(part.as_str())))
}

/// Says what was done.
fn said(query: &Fields) -> Markup {
    let words = [
        ("asked", "It is asked for."),
        ("left", "Nothing more of it comes."),
        ("said", "It is marked, for you alone."),
        ("aside", "It is set aside."),
        ("again", "It is back with the others."),
    ];
    html! { @for (name, words) in words { @if query.has(name) { (done(words)) } } }
}

/// The question that a part answers, as its author was asked it; the same whether or not they wrote there.
pub fn heading(content: &Content, part: AccountPart) -> &str {
    let piece = content.writing.as_ref().and_then(|writing| writing.piece_for(ItemKind::Account));
    let asked = piece.and_then(|piece| piece.parts.iter().find(|one| one.name.as_str() == part.as_str()));
    asked.map_or(part.as_str(), |part| part.prompt.as_str())
}

/// An offer and where its reader stands.
struct Looked {
    space: Space,
    offered: Offered,
    spoken: Spoken,
}

impl Looked {
    async fn at(app: &App, actor: &PersonActor, id: ItemId) -> Result<Self, WebError> {
        let space = Space::of(app, actor).await?;
        let offers = receiving::see(app, actor.person).await?;
        let spoken = offers.spoken;
        let offered = offers.all.into_iter().find(|one| one.offer.id == id).ok_or(WebError::NotFound)?;
        Ok(Self { space, offered, spoken })
    }

    fn is_open(&self) -> bool {
        self.space.joint_work.is_some_and(|view| view.open)
    }

    fn can_ask(&self) -> bool {
        self.is_open() && self.spoken.is_so() && !self.offered.left().is_empty()
    }

    fn address(&self) -> String {
        address(self.offered.offer.id)
    }

    fn whole<'a>(&self, app: &'a App, said: &Markup, status: StatusCode) -> crate::web::page::Page<'a> {
        let body = html! {
            (said)
            (crumb("/home/received", "What came from your partner"))
            h1 { (title(&self.space)) }
            p class="lede" {
                (self.space.partner()) " wrote an account of what happened. It is yours to read if and when you want it."
            }
            (self.what_came())
            (self.under_way(app))
            (self.choices())
        };
        let has_errors = status != StatusCode::OK;
        page(app, "An account", body).status(status).has_errors(has_errors).script(Script::Summary)
    }
}
