//! Stylesheet, scripts and icon: inside the binary, named by their content, so that a browser may keep them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::errors::WebError;

/// Bytes of the content's hash that go into a name.
const HASH_BYTES: usize = 8;

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
}

struct Asset {
    address: String,
    mime: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(stem: &str, extension: &str, mime: &'static str, content: &'static str) -> Self {
        let digest = Sha256::digest(content.as_bytes());
        let hash: String = HEXLOWER.encode(&digest).chars().take(2 * HASH_BYTES).collect();
        Self { address: format!("/assets/{stem}.{hash}.{extension}"), mime, content }
    }

    fn script(stem: &str, content: &'static str) -> Self {
        Self::new(stem, "js", "text/javascript; charset=utf-8", content)
    }
}

struct Assets {
    stylesheet: Asset,
    icon: Asset,
    exit: Asset,
    choose: Asset,
    hold: Asset,
    summary: Asset,
    copy: Asset,
}

/// One file per component; the order of layers is said in the first, so the order of files does not matter.
const STYLESHEET: &str = concat!(
    include_str!("../../assets/css/tokens.css"),
    include_str!("../../assets/css/base.css"),
    include_str!("../../assets/css/frame.css"),
    include_str!("../../assets/css/exit.css"),
    include_str!("../../assets/css/safety.css"),
    include_str!("../../assets/css/button.css"),
    include_str!("../../assets/css/field.css"),
    include_str!("../../assets/css/summary.css"),
    include_str!("../../assets/css/facts.css"),
    include_str!("../../assets/css/times.css"),
    include_str!("../../assets/css/cards.css"),
    include_str!("../../assets/css/print.css"),
);

static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
    stylesheet: Asset::new("site", "css", "text/css; charset=utf-8", STYLESHEET),
    icon: Asset::new("icon", "svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
    exit: Asset::script("exit", include_str!("../../assets/js/exit.js")),
    choose: Asset::script("choose", include_str!("../../assets/js/choose.js")),
    hold: Asset::script("hold", include_str!("../../assets/js/hold.js")),
    summary: Asset::script("summary", include_str!("../../assets/js/summary.js")),
    copy: Asset::script("copy", include_str!("../../assets/js/copy.js")),
});

/// Address of the stylesheet.
pub fn stylesheet() -> &'static str {
    &ASSETS.stylesheet.address
}

/// Address of the icon.
pub fn icon() -> &'static str {
    &ASSETS.icon.address
}

/// Address of a script.
pub fn script(script: Script) -> &'static str {
    let asset = match script {
        Script::Exit => &ASSETS.exit,
        Script::Choose => &ASSETS.choose,
        Script::Hold => &ASSETS.hold,
        Script::Summary => &ASSETS.summary,
        Script::Copy => &ASSETS.copy,
    };
    &asset.address
}

/// `GET /assets/{name}`
pub async fn serve(name: Result<Path<String>, PathRejection>) -> Result<Response, WebError> {
    let Ok(Path(name)) = name else { return Err(WebError::NotFound) };
    let Assets { stylesheet, icon, exit, choose, hold, summary, copy } = &*ASSETS;
    let asset = [stylesheet, icon, exit, choose, hold, summary, copy]
        .into_iter()
        .find(|asset| asset.address.strip_prefix("/assets/") == Some(name.as_str()))
        .ok_or(WebError::NotFound)?;
    // The name changes with the content, so what a browser kept is never stale.
    let headers = [(CONTENT_TYPE, asset.mime), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.content).into_response())
}
