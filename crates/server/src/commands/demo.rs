//! `troth demo`: a fictional practice in a throwaway folder, ready to click.

use serde_json::json;

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
    file.practice.public_url = super::serve::url_of(&listener)?;
    let site = Site::open(file, &serve, &world, clock, listener, true).await?;
    demo::furnish(&site.app).await?;
    let shown = folder.path().display().to_string();
    site.run_until_told_to_stop(|url| {
        let text = if args.json {
            format!("{}\n", json!({ "url": url, "folder": shown, "sign_in": {} }))
        } else {
            format!("A practice to click through: {url}\nIts records and mail: {shown}\nStop it with Ctrl+C.\n")
        };
        records::print(&text)
    })
    .await
}
