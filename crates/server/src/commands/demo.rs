//! `troth demo`: a fictional practice in a throwaway folder, ready to click.

use serde_json::{Map, Value, json};

use super::serve::Site;
use super::{World, records};
use crate::settings::{DemoArgs, Stop};
use crate::{demo, telemetry};

/// Furnishes the practice, says where it is, and serves it until told to stop. The folder goes with the process.
pub async fn run(args: DemoArgs, world: World) -> Result<(), Stop> {
    telemetry::start_logs();
    let folder = tempfile::Builder::new().prefix("troth-demo-").tempdir();
    let folder = folder.map_err(|error| Stop::fault(format!("no folder can be made for the demo: {error}")))?;
    let serve = args.serve_in(folder.path());
    let mut file = demo::practice_file()?;
    let clock = world.clock.clone();
    let listener = super::serve::listen(serve.listen).await?;
    file.practice.public_url = local_url(&super::serve::url_of(&listener)?);
    let site = Site::open(file, &serve, &world, clock, listener, true).await?;
    let links = demo::furnish(&site.app).await?;
    let address = site.app.links().base_url().to_owned();
    let shown = folder.path().display().to_string();
    site.run_until_told_to_stop(|_| {
        let text = if args.json {
            let sign_in: Map<String, Value> =
                links.named().into_iter().map(|(who, link)| (who.to_owned(), link.into())).collect();
            format!("{}\n", json!({ "url": address, "folder": shown, "sign_in": sign_in }))
        } else {
            let links = links.named().map(|(who, link)| format!("  {:<12}{link}\n", who.replace('_', " "))).concat();
            format!(
                "A practice to click through: {address}\nIts records and mail: {shown}\nSign in, each link once:\n\
                 {links}Stop it with Ctrl+C.\n"
            )
        };
        records::print(&text)
    })
    .await
}

/// A browser makes passkeys for a name, and for no number: this machine goes by its name.
fn local_url(url: &str) -> String {
    url.replacen("//127.0.0.1:", "//localhost:", 1)
}
