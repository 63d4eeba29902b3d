//! Stylesheet, scripts, fonts and pictures: inside the binary, named by their content, so that a browser may keep them
//! for good.

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::errors::WebError;
use super::packed;

/// Bytes of the content's hash that go into a name.
const HASH_BYTES: usize = 8;
/// A name changes with its content, so what a browser kept is never stale.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// The icon that a browser asks for by itself has one name for ever.
const FOR_A_DAY: &str = "public, max-age=86400";

/// A small module that makes a page smoother. None is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    /// Leaves the page at once.
    Exit,
    /// Remembers a hold in the address of the list, so that the way back never blocks its own holder.
    Choose,
    /// Renews a hold while someone types.
    Hold,
    /// Moves the focus to the error summary.
    Summary,
    /// Copies the link to keep.
    Copy,
    /// Puts the page on paper.
    Paper,
    /// Makes and uses passkeys.
    Passkey,
    /// Shows what came in a talk, and keeps what is being typed.
    Talk,
}

struct Asset {
    address: String,
    mime: &'static str,
    content: Cow<'static, [u8]>,
    /// The same in gzip, where that is smaller.
    packed: Option<Vec<u8>>,
}

impl Asset {
    fn new(stem: &str, extension: &str, mime: &'static str, content: impl Into<Cow<'static, [u8]>>) -> Self {
        let content = content.into();
        let digest = Sha256::digest(&content);
        let hash: String = HEXLOWER.encode(&digest).chars().take(2 * HASH_BYTES).collect();
        let packed = packed::gzip(&content).filter(|packed| packed.len() < content.len());
        Self { address: format!("/assets/{stem}.{hash}.{extension}"), mime, content, packed }
    }

    fn script(stem: &str, content: &'static str) -> Self {
        Self::new(stem, "js", "text/javascript; charset=utf-8", content.as_bytes())
    }

    fn font(stem: &str, content: &'static [u8]) -> Self {
        Self::new(stem, "woff2", "font/woff2", content)
    }

    fn picture(stem: &str, content: &'static [u8]) -> Self {
        Self::new(stem, "png", "image/png", content)
    }
}

struct Assets {
    stylesheet: Asset,
    private_stylesheet: Asset,
    fonts: [Asset; 2],
    icon: Asset,
    touch_icon: Asset,
    card: Asset,
    exit: Asset,
    choose: Asset,
    hold: Asset,
    summary: Asset,
    copy: Asset,
    paper: Asset,
    passkey: Asset,
    talk: Asset,
}

impl Assets {
    fn all(&self) -> impl Iterator<Item = &Asset> {
        let Self { stylesheet, private_stylesheet, fonts, icon, touch_icon, card, .. } = self;
        let Self { exit, choose, hold, summary, copy, paper, passkey, talk, .. } = self;
        let sheets = [stylesheet, private_stylesheet];
        let scripts = [exit, choose, hold, summary, copy, paper, passkey, talk];
        sheets.into_iter().chain([icon, touch_icon, card]).chain(scripts).chain(fonts)
    }
}

/// One file per component; the order of layers is said in the first, so the order of files does not matter.
const STYLESHEET: &str = concat!(
    include_str!("../../assets/css/tokens.css"),
    include_str!("../../assets/css/font.css"),
    include_str!("../../assets/css/base.css"),
    include_str!("../../assets/css/frame.css"),
    include_str!("../../assets/css/exit.css"),
    include_str!("../../assets/css/safety.css"),
    include_str!("../../assets/css/button.css"),
    include_str!("../../assets/css/field.css"),
    include_str!("../../assets/css/question.css"),
    include_str!("../../assets/css/summary.css"),
    include_str!("../../assets/css/facts.css"),
    include_str!("../../assets/css/times.css"),
    include_str!("../../assets/css/cards.css"),
    include_str!("../../assets/css/notice.css"),
    include_str!("../../assets/css/nav.css"),
    include_str!("../../assets/css/seam.css"),
    include_str!("../../assets/css/doors.css"),
    include_str!("../../assets/css/steps.css"),
    include_str!("../../assets/css/prose.css"),
    include_str!("../../assets/css/print.css"),
);

/// What only pages behind a sign-in are made of. A first visit to the guide at night does not wait for it.
const PRIVATE_STYLESHEET: &str = concat!(
    include_str!("../../assets/css/written.css"),
    include_str!("../../assets/css/lines.css"),
    include_str!("../../assets/css/talk.css"),
    include_str!("../../assets/css/chart.css"),
    include_str!("../../assets/css/account.css"),
    include_str!("../../assets/css/office.css"),
    include_str!("../../assets/css/plan.css"),
    include_str!("../../assets/css/day.css"),
);

const CSS: &str = "text/css; charset=utf-8";

const FAVICON: &[u8] = include_bytes!("../../assets/images/icon-32.png");

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let fonts = [
        Asset::font("text", include_bytes!("../../assets/fonts/atkinson-hyperlegible-next-400.woff2")),
        Asset::font("strong", include_bytes!("../../assets/fonts/atkinson-hyperlegible-next-600.woff2")),
    ];
    let [text, strong] = &fonts;
    // The stylesheet names the fonts by their content too.
    let style =
        packed::stylesheet(STYLESHEET).replace("text.woff2", &text.address).replace("strong.woff2", &strong.address);
    Assets {
        stylesheet: Asset::new("site", "css", CSS, style.into_bytes()),
        private_stylesheet: Asset::new("private", "css", CSS, packed::stylesheet(PRIVATE_STYLESHEET).into_bytes()),
        icon: Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../../assets/icon.svg").as_slice()),
        touch_icon: Asset::picture("touch", include_bytes!("../../assets/images/icon-180.png")),
        card: Asset::picture("card", include_bytes!("../../assets/images/card.png")),
        exit: Asset::script("exit", include_str!("../../assets/js/exit.js")),
        choose: Asset::script("choose", include_str!("../../assets/js/choose.js")),
        hold: Asset::script("hold", include_str!("../../assets/js/hold.js")),
        summary: Asset::script("summary", include_str!("../../assets/js/summary.js")),
        copy: Asset::script("copy", include_str!("../../assets/js/copy.js")),
        paper: Asset::script("paper", include_str!("../../assets/js/paper.js")),
        passkey: Asset::script("passkey", include_str!("../../assets/js/passkey.js")),
        talk: Asset::script("talk", include_str!("../../assets/js/talk.js")),
        fonts,
    }
});

/// Address of the stylesheet that every page needs.
pub fn stylesheet() -> &'static str {
    &ASSETS.stylesheet.address
}

/// Address of the one that private pages need besides.
pub fn private_stylesheet() -> &'static str {
    &ASSETS.private_stylesheet.address
}

/// Addresses of the fonts: text, and strong text.
pub fn fonts() -> impl Iterator<Item = &'static str> {
    ASSETS.fonts.iter().map(|font| font.address.as_str())
}

/// Address of the icon.
pub fn icon() -> &'static str {
    &ASSETS.icon.address
}

/// Address of the icon on a phone's home screen.
pub fn touch_icon() -> &'static str {
    &ASSETS.touch_icon.address
}

/// Address of the picture that others show beside a link to us.
pub fn card() -> &'static str {
    &ASSETS.card.address
}

/// Address of a script.
pub fn script(script: Script) -> &'static str {
    let asset = match script {
        Script::Exit => &ASSETS.exit,
        Script::Choose => &ASSETS.choose,
        Script::Hold => &ASSETS.hold,
        Script::Summary => &ASSETS.summary,
        Script::Copy => &ASSETS.copy,
        Script::Paper => &ASSETS.paper,
        Script::Passkey => &ASSETS.passkey,
        Script::Talk => &ASSETS.talk,
    };
    &asset.address
}

/// `GET /assets/{name}`
pub async fn serve(headers: HeaderMap, name: Result<Path<String>, PathRejection>) -> Result<Response, WebError> {
    let Ok(Path(name)) = name else { return Err(WebError::NotFound) };
    let is_named = |asset: &&Asset| asset.address.strip_prefix("/assets/") == Some(name.as_str());
    let asset = ASSETS.all().find(is_named).ok_or(WebError::NotFound)?;
    let kind = [(CONTENT_TYPE, asset.mime), (CACHE_CONTROL, FOR_GOOD), (VARY, "accept-encoding")];
    Ok(match asset.packed.as_ref().filter(|_| packed::takes_gzip(&headers)) {
        Some(packed) => (kind, [(CONTENT_ENCODING, "gzip")], packed.as_slice()).into_response(),
        None => (kind, asset.content.as_ref()).into_response(),
    })
}

/// `GET /favicon.ico`, which browsers that know no other icon ask for.
pub async fn favicon() -> Response {
    ([(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, FOR_A_DAY)], FAVICON).into_response()
}
