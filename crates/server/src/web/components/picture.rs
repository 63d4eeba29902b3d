//! A text as a picture that a phone reads (QR code), drawn on the page itself.

use std::fmt::Write;

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::web::gallery::Sample;

/// Light squares around it, as the standard asks.
const MARGIN: i32 = 4;

/// The picture; nothing when the text is too long for one.
pub fn of(text: &str, words: &str) -> Markup {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return html! {} };
    let size = code.size() + 2 * MARGIN;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing into a string cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    html! {
        svg class="picture" role="img" aria-label=(words) viewBox={ "0 0 " (size) " " (size) } {
            rect width=(size) height=(size) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}

/// How it looks.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("picture", of("otpauth://totp/Example", "For your authenticator app"))]
}
