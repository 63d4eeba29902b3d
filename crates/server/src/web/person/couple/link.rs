//! Entering a code that a partner passed on.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::{InvitationCode, LinkRefusal, PersonName};

use super::code::{name_field, rules_changed};
use super::{own, rules, rules_in_full};
use crate::actions::couple::{self, LinkError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line, hidden};
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, name_error, page};

/// Characters that the field for a code takes: more than a code has, for spaces and hyphens.
const CODE_FIELD_CHARACTERS: usize = 40;

/// `GET /home/couple/link`
pub async fn ask(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    if own(&space).is_some() {
        return Ok(Redirect::to("/home/couple").into_response());
    }
    let typed = Typed { code: String::new(), name: space.profile.name.reveal().to_owned() };
    Ok(form_page(&app, &space, &typed, &[], html! {})?.into_response())
}

/// `POST /home/couple/link`
pub async fn link(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let typed = Typed::read(&fields);
    let (code, name) = match typed.check() {
        Ok(checked) => checked,
        Err(wrong) => return Ok(form_page(&app, &space, &typed, &wrong, html! {})?.into_response()),
    };
    let rules = &rules(&space)?.text;
    if fields.get("rules") != rules.mark() {
        let page = form_page(&app, &space, &typed, &[], rules_changed())?;
        return Ok(page.status(StatusCode::CONFLICT).into_response());
    }
    match couple::link(&app, actor.person, &code, name, rules.version).await {
        Ok(()) => Ok(Redirect::to("/home/couple?linked").into_response()),
        Err(LinkError::Refused(LinkRefusal::AlreadyLinked)) => Ok(Redirect::to("/home/couple").into_response()),
        Err(LinkError::Refused(refusal)) => {
            let wrong = [FieldError::new("code", refused(refusal))];
            Ok(form_page(&app, &space, &typed, &wrong, html! {})?.into_response())
        }
        Err(LinkError::TooMany { retry_after_seconds }) => {
            let page = form_page(&app, &space, &typed, &[], too_many())?.status(StatusCode::TOO_MANY_REQUESTS);
            Ok(([(RETRY_AFTER, retry_after_seconds.to_string())], page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn refused(refusal: LinkRefusal) -> &'static str {
    match refusal {
        LinkRefusal::OwnCode => "This is your own code. Your partner is the one who enters it",
        _ => "This code links nobody now. Check each letter, or ask for a new code",
    }
}

fn too_many() -> Markup {
    summary::notice(
        "Please wait a little",
        html! { p { "Several codes were tried from your page. Please look at the code again, and try in an hour." } },
    )
}

/// What was typed.
struct Typed {
    code: String,
    name: String,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        Self { code: fields.get("code").to_owned(), name: fields.get("name").to_owned() }
    }

    fn check(&self) -> Result<(InvitationCode, PersonName), Vec<FieldError>> {
        let mut wrong = Vec::new();
        let code = InvitationCode::parse(&self.code);
        if code.is_none() {
            wrong.push(FieldError::new("code", "Enter the ten letters and numbers of the code"));
        }
        let name = PersonName::new(&self.name).map_err(|fault| wrong.push(name_error("name", fault))).ok();
        code.zip(name).ok_or(wrong)
    }
}

fn form_page<'a>(
    app: &'a App,
    space: &Space,
    typed: &Typed,
    wrong: &[FieldError],
    notice: Markup,
) -> Result<Page<'a>, WebError> {
    let rules = rules(space)?;
    let code = Line {
        name: "code",
        label: "The code that you were given",
        hint: "Ten letters and numbers. Small or large, with or without the hyphen.",
        kind: "text",
        autocomplete: "off",
        characters_max: CODE_FIELD_CHARACTERS,
    };
    let body = html! {
        (notice)
        (summary::errors(wrong))
        (crumb("/home/couple", "Your link"))
        h1 { "Enter a code" }
        p class="lede" { "Read this first. Your partner agreed to the same rules. You can also leave it: nobody is told." }
        (rules_in_full(rules))
        form action="/home/couple/link" method="post" novalidate {
            (hidden("rules", &rules.text.mark()))
            (code.render(&typed.code, wrong))
            (name_field(&typed.name, wrong))
            div class="either" {
                button type="submit" class="button" { "I agree. Link our pages" }
                a class="button" href="/home/couple" { "Not now" }
            }
        }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page(app, "Enter a code", body).status(status).has_errors(!wrong.is_empty()).script(Script::Summary))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(code: &str, name: &str, expected: &[&str]) {
        let typed = Typed { code: code.to_owned(), name: name.to_owned() };
        let wrong = typed.check().err().unwrap_or_default();
        assert_eq!(wrong.iter().map(|error| error.field.as_ref()).collect::<Vec<_>>(), expected, "{code} {name}");
    }

    #[test]
    fn names_every_error_at_once() {
        check("abcde-fghjk", "Robin", &[]);
        check("", " ", &["code", "name"]);
        check("abcde", "Robin", &["code"]);
        check("abcdefghjk", "a\nb", &["name"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(code in "\\PC{0,60}", name in "\\PC{0,140}") {
            let _ = Typed { code, name }.check();
        }
    }
}
