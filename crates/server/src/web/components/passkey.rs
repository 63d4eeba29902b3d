//! A button that makes or uses a passkey. It needs script, which shows it; the page offers another way beside it.

use data_encoding::BASE64URL_NOPAD;
use maud::{Markup, html};

use crate::secrets::passkeys::{ALGORITHMS, Site};
use crate::web::gallery::Sample;

/// What an authenticator is asked.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Where the answer goes.
    pub action: &'a str,
    /// The words on the button.
    pub words: &'a str,
    /// What is to be signed.
    pub challenge: String,
    /// The site; none where it goes by a number.
    pub site: Option<Site>,
    /// A value that goes with the answer, with its name; none if empty.
    pub with: (&'static str, &'a str),
}

/// A new passkey's own facts.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// What the device lists it under.
    pub name: &'a str,
    /// Random bytes that name it to the device alone.
    pub handle: [u8; 16],
    /// Passkeys that the account has: no second one is made beside them on the same device.
    pub kept: &'a [&'a [u8]],
}

impl Ask<'_> {
    /// The button that uses a passkey.
    pub fn use_one(&self) -> Markup {
        self.form("get", None)
    }

    /// The button that makes one.
    pub fn make_one(&self, new: New<'_>) -> Markup {
        self.form("create", Some(new))
    }

    fn form(&self, kind: &str, new: Option<New<'_>>) -> Markup {
        let Some(site) = &self.site else { return no_name() };
        let algorithms = ALGORITHMS.map(|algorithm| algorithm.to_string()).join(" ");
        let handle = new.map(|new| BASE64URL_NOPAD.encode(&new.handle));
        let kept =
            new.map(|new| new.kept.iter().map(|kept| BASE64URL_NOPAD.encode(kept)).collect::<Vec<_>>().join(" "));
        html! {
            form class="passkey" method="post" action=(self.action) hidden data-passkey=(kind) data-challenge=(self.challenge)
                data-site=(site.id) data-algorithms=(algorithms) data-name=[new.map(|new| new.name)] data-handle=[handle]
                data-kept=[kept] {
                @if !self.with.1.is_empty() { input type="hidden" name=(self.with.0) value=(self.with.1); }
                @for name in ["credential", "client_data", "authenticator_data", "signature"] {
                    input type="hidden" name=(name) value="";
                }
                button type="submit" class="button button-same" { (self.words) }
                p class="hint" role="status" data-refused="Nothing was changed. You can try again, or use another way."
                    data-elsewhere={ "Passkeys of this site work where its address begins with " (site.id) "." } {}
            }
        }
    }
}

/// Passkeys are made for names.
fn no_name() -> Markup {
    html! {
        p class="hint" {
            "Passkeys are not offered here: this site goes by a number, and they need a name. Whoever runs it can give it one."
        }
    }
}

/// How it looks in each of its states. Hidden until script shows it, as on a page.
pub fn samples() -> Vec<Sample> {
    let ask = Ask {
        action: "/gallery",
        words: "Use a passkey",
        challenge: "challenge".to_owned(),
        site: Site::at("http://localhost"),
        with: ("", ""),
    };
    let without_name = Ask { site: None, ..ask.clone() };
    vec![Sample::new("button", ask.use_one()), Sample::new("without a name", without_name.use_one())]
}
