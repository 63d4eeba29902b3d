//! Recovery codes and a sign-in name, shown once, to be written down or printed.

use maud::{Markup, html};
use troth_domain::accounts::{Code, SignInName};

use crate::web::gallery::Sample;

/// The codes.
pub fn list(codes: &[Code]) -> Markup {
    html! {
        ul class="codes" { @for code in codes { li { code { (code.grouped()) } } } }
    }
}

/// The name, in a field that a password manager recognises.
pub fn sign_in_name(name: &SignInName) -> Markup {
    html! {
        div class="field" {
            label for="username" { "Your sign-in name" }
            p class="hint" id="username-hint" { "We made it, so that no address of yours opens anything. Please keep it." }
            input id="username" name="username" type="text" readonly value=(name.reveal()) autocomplete="username"
                aria-describedby="username-hint";
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let codes: Vec<Code> = (0..8_u8).map(|number| Code::from_random([number.wrapping_mul(37); 8])).collect();
    vec![
        Sample::new("codes", list(&codes)),
        Sample::new("sign-in name", sign_in_name(&SignInName::from_random([40, 90, 18, 213]))),
    ]
}
