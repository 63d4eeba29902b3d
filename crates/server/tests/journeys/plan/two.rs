//! Two persons who are linked, and their hours.

use jiff::Span;
use troth_domain::people::{PersonId, Staff};

use crate::persons;
use crate::support::{Browser, TestApp};

/// Two who are linked, with joint work open.
pub struct Two<'a> {
    pub app: &'a TestApp,
    pub ana: Browser<'a>,
    pub bo: Browser<'a>,
    pub ids: [PersonId; 2],
    pub staff: Staff,
}

pub async fn two(app: &TestApp) -> Two<'_> {
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    persons::link(&ana, &bo).await;
    let staff = persons::open_joint_work(app, ana_id, bo_id).await;
    Two { app, ana, bo, ids: [ana_id, bo_id], staff }
}

impl Two<'_> {
    /// Both come back after some time.
    pub async fn after(&mut self, hours: i64) {
        self.app.pass(Span::new().hours(hours));
        self.ana = self.app.sign_in_again(self.ids[0]).await;
        self.bo = self.app.sign_in_again(self.ids[1]).await;
    }
}
