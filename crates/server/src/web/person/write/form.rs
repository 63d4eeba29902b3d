//! The form in which something is written: one place for each question, none of which has to be filled in.

use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::InvalidPersonal;
use troth_domain::practice::Slug;
use troth_domain::writing::{EXERCISE_PART, PrivateText, Writing};

use crate::content::exercises::Exercise;
use crate::content::writing::Piece;
use crate::web::components::field::{described_by, hidden};
use crate::web::components::summary;
use crate::web::input::Fields;

/// A place to write in, and what was typed there.
struct Place {
    name: Slug,
    prompt: String,
    hint: Option<String>,
    typed: String,
}

/// What was typed, kept as it is so that nothing has to be typed twice.
pub struct Typed {
    places: Vec<Place>,
    /// Which version it is a change of; none for something new.
    pub version: Option<u32>,
    /// Whether it is to be finished.
    pub finish: bool,
    /// What nobody types: which exercise it is.
    fixed: Writing,
}

/// What is wrong with one place.
pub struct PlaceError {
    id: String,
    message: String,
}

impl Typed {
    /// The form of `piece`, with what is there already. A part that is not asked any more keeps its place.
    pub fn of(piece: &Piece, before: Option<(&Writing, u32)>) -> Self {
        let none = Writing::new();
        let writing = before.map_or(&none, |(writing, _)| writing);
        let text = |name: &Slug| writing.get(name).map_or(String::new(), |text| text.reveal().to_owned());
        let asked = piece.parts.iter().map(|part| Place {
            typed: text(&part.name),
            name: part.name.clone(),
            prompt: part.prompt.clone(),
            hint: part.hint.clone(),
        });
        let mut places = asked.collect::<Vec<_>>();
        let fixed = writing.iter().filter(|(name, _)| name.as_str() == EXERCISE_PART);
        let fixed = fixed.map(|(name, text)| (name.clone(), text.clone())).collect::<Writing>();
        for name in writing.keys().filter(|name| !fixed.contains_key(*name)) {
            if places.iter().all(|place| place.name != *name) {
                let prompt = name.as_str().to_owned();
                places.push(Place { typed: text(name), name: name.clone(), prompt, hint: None });
            }
        }
        Self { places, version: before.map(|(_, version)| version), finish: false, fixed }
    }

    /// The form of an exercise of the programme, with nothing in it.
    pub fn of_exercise(exercise: &Exercise) -> Self {
        let part = Slug::new(EXERCISE_PART).ok().zip(PrivateText::new(&exercise.name).ok());
        Self { fixed: part.into_iter().collect(), ..Self::of(&exercise.piece(), None) }
    }

    /// The same form with what a posted one says.
    pub fn read(mut self, fields: &Fields) -> Self {
        for place in &mut self.places {
            place.typed = fields.get(&id(&place.name)).to_owned();
        }
        self.finish = fields.has("finish");
        self.version = fields.given("version").and_then(|version| version.parse().ok());
        self
    }

    /// What was written.
    ///
    /// # Errors
    /// What is wrong with each place, all at once.
    pub fn check(&self) -> Result<Writing, Vec<PlaceError>> {
        let (mut writing, mut errors) = (Writing::new(), Vec::new());
        for place in &self.places {
            match PrivateText::new(&place.typed) {
                Ok(text) => drop(writing.insert(place.name.clone(), text)),
                Err(InvalidPersonal::Empty) => {}
                Err(fault) => errors.push(PlaceError { id: id(&place.name), message: words(fault) }),
            }
        }
        if writing.is_empty() && errors.is_empty() {
            let first = self.places.first().map_or(String::new(), |place| id(&place.name));
            errors.push(PlaceError { id: first, message: "Write a word in one of the places, or leave it".to_owned() });
        }
        writing.extend(self.fixed.iter().map(|(name, text)| (name.clone(), text.clone())));
        if errors.is_empty() { Ok(writing) } else { Err(errors) }
    }

    /// The places, with `errors` beside them.
    pub fn render(&self, errors: &[PlaceError]) -> Markup {
        html! {
            (hidden("version", &self.version.map_or(String::new(), |version| version.to_string())))
            @for place in &self.places { (place.render(errors)) }
        }
    }
}

impl Place {
    fn render(&self, errors: &[PlaceError]) -> Markup {
        let id = id(&self.name);
        let error = errors.iter().find(|error| error.id == id);
        html! {
            div class="field" {
                label for=(id) { (self.prompt) }
                @if let Some(hint) = &self.hint { p class="hint" id={ (id) "-hint" } { (hint) } }
                @if let Some(error) = error {
                    p class="error" id={ (id) "-error" } { span class="visually-hidden" { "Error: " } (error.message) }
                }
                // The first line break after the tag is not part of the text, so that none of its own is lost.
                textarea class="room" id=(id) name=(id) rows="6" dir="auto" autocomplete="off"
                    aria-describedby=[described_by(&id, self.hint.is_some(), error.is_some())]
                    aria-invalid=[error.map(|_| "true")] { "\n" (self.typed) }
            }
        }
    }
}

/// Every error at once, each a link to its place.
pub fn errors(errors: &[PlaceError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            (summary::notice("Please check this", html! {
                ul { @for error in errors { li { a href={ "#" (error.id) } { (error.message) } } } }
            }))
        }
    }
}

fn id(name: &Slug) -> String {
    format!("part-{}", name.as_str())
}

fn words(fault: InvalidPersonal) -> String {
    match fault {
        InvalidPersonal::TooLong(_) => {
            format!("Shorten this to {} characters, or begin another one for the rest", limits::WRITING_CHARACTERS_MAX)
        }
        _ => "Take out the signs that are no letters. They may have come with something that was pasted".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use troth_domain::writing::ItemKind;

    use super::*;
    use crate::content::Content;

    static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::load(None));

    fn account() -> &'static Piece {
        CONTENT.writing.as_ref().unwrap().piece_for(ItemKind::Account).unwrap()
    }

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Typed::of(account(), None).read(&Fields::parse(encoded.as_bytes()).unwrap())
    }

    #[test]
    fn skipped_places_are_not_there_and_nothing_at_all_is_an_error() {
        let written = typed(&[("part-effect", " two\r\nlines "), ("part-regret", "  ")]).check().ok().unwrap();
        let parts = written.iter().map(|(name, text)| (name.as_str(), text.reveal())).collect::<Vec<_>>();
        assert_eq!(parts, [("effect", " two\nlines")]);
        assert_eq!(typed(&[]).check().err().unwrap()[0].id, "part-what-i-did");
    }

    #[test]
    fn every_error_is_said_at_once_and_what_was_typed_stays() {
        let long = "x".repeat(limits::WRITING_CHARACTERS_MAX + 1);
        let typed = typed(&[("part-what-i-did", &long), ("part-effect", "a\u{7}</textarea>")]);
        let errors = typed.check().err().unwrap();
        assert_eq!(
            errors.iter().map(|error| error.id.as_str()).collect::<Vec<_>>(),
            ["part-what-i-did", "part-effect"]
        );
        let text = typed.render(&errors).into_string();
        assert!(text.contains(&long) && text.contains("a\u{7}&lt;/textarea&gt;") && text.contains("part-effect-error"));
    }

    #[test]
    fn a_part_that_is_not_asked_any_more_keeps_its_place() {
        let writing = Writing::from([(Slug::new("older").unwrap(), PrivateText::new("kept").unwrap())]);
        let text = Typed::of(account(), Some((&writing, 3))).render(&[]).into_string();
        assert!(text.contains("id=\"part-older\"") && text.contains("name=\"version\" value=\"3\""));
    }

    proptest! {
        #[test]
        fn any_text_is_kept_or_said_to_be_wrong(text in "\\PC{0,60}|[\\x00-\\x20]{0,20}") {
            let typed = typed(&[("part-effect", &text)]);
            let shown = typed.render(&typed.check().err().unwrap_or_default()).into_string();
            prop_assert!(shown.contains("part-effect"));
        }
    }
}
