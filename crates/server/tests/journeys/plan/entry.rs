//! How a plan begins, what its owner does with it, and what their therapist adds to it and sees of it.

use troth_domain::access::Viewer;
use troth_domain::audit::AuditEvent;
use troth_domain::people::{PersonId, Role};
use troth_domain::plan::agreement::{AgreementMove, Terms};
use troth_domain::plan::entry::OwnEntry;
use troth_domain::plan::own_plan::OwnPlan;
use troth_domain::plan::{CommandId, LogId, Move, MoveId, PlanText, Reach};
use troth_server::actions::access_log::openings;
use troth_server::content::Content;
use troth_store::{ALONE, StoreError, WriteTransaction};

use crate::persons;
use crate::staff::page_of;
use crate::support::{Browser, TestApp};

/// Answers the three questions.
async fn enter(browser: &Browser<'_>, what: &[(&str, &str)], goal: &str, hard: &[&str]) {
    let version = async |address: &str| {
        let page = browser.get(address).await.is(200);
        if page.text.contains("name=\"version\"") { page.field("version") } else { String::new() }
    };
    let now = version("/plan/start/what").await;
    let fields = [what, &[("version", now.as_str()), ("do", "keep")]].concat();
    assert_eq!(browser.post("/plan/start/what", &fields).await.location(), "/plan/start/goal");
    let now = version("/plan/start/goal").await;
    let fields = [("goal", goal), ("version", now.as_str()), ("do", "keep")];
    assert_eq!(browser.post("/plan/start/goal", &fields).await.location(), "/plan/start/hard");
    let now = version("/plan/start/hard").await;
    let hard = hard.iter().map(|area| (*area, "yes")).collect::<Vec<_>>();
    let fields = [hard.as_slice(), &[("version", now.as_str()), ("do", "keep")]].concat();
    assert_eq!(browser.post("/plan/start/hard", &fields).await.location(), "/plan?proposed");
}

/// Answers the safety check.
async fn screen(browser: &Browser<'_>, afraid: bool) {
    let content = Content::load(None);
    let set = &content.screening.as_ref().unwrap().set;
    let answers = set.questions().map(|question| {
        let choice = question.choices.iter().find(|choice| choice.raises == afraid).unwrap();
        (question.name.as_str(), choice.name.as_str())
    });
    browser.post("/safety/answers", &answers.collect::<Vec<_>>()).await.location();
}

/// The exercises of the own plan, in order: those that can be changed or opened again.
fn planned(page: &str) -> Vec<String> {
    let own = page.split("name=\"exercise\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut names = Vec::new();
    own.map(str::to_owned).for_each(|name| {
        if !names.contains(&name) {
            names.push(name);
        }
    });
    names
}

/// Does something with an exercise of the plan as it is now.
async fn act(browser: &Browser<'_>, what: &str, exercise: &str) -> Vec<String> {
    let version = browser.get("/plan").await.field("version");
    let fields = [("do", what), ("exercise", exercise), ("version", version.as_str())];
    assert_eq!(browser.post("/plan/own", &fields).await.location(), "/plan");
    planned(&browser.get("/plan").await.is(200).text)
}

#[tokio::test]
async fn a_plan_begins_with_three_questions_that_only_their_author_sees() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    let before = (bo.get("/plan").await.text, therapist.get(&page_of(ana_id)).await.text);
    ana.get("/plan").await.is(200).says(&["Five steps", "href=\"/plan/start\""]);
    ana.get("/plan/start").await.is(200).says(&["Nobody sees your answers", "Not now", "Help now"]);
    ana.get("/plan/start/what").await.is(200).says(&["Skip this", "Only you see this"]);
    ana.get("/plan/start/hard").await.is(200).says(&["is what you start from", "href=\"/plan/check-in\""]);
    ana.get("/plan/start/whom").await.is(404);
    enter(&ana, &[("infidelity", "theirs"), ("money", "mine")], "rebuild", &["distress"]).await;
    let page = ana.get("/plan?proposed").await.is(200).says(&[
        "Your plan",
        "Why this first: ",
        "so it comes first for everybody",
        "The five steps",
        "Nobody else sees it",
    ]);
    assert!(!page.text.contains('%') && page.text.contains("money-written-down"), "{}", page.text);
    assert_eq!(planned(&page.text)[0], "who-stands-by-me");
    ana.get("/plan/start").await.is(200).says(&[
        "Sex or love with someone else: by my partner",
        "Money that was hidden, spent or lost: by me",
        "To rebuild trust",
        "How heavy my days are",
    ]);
    let after = (bo.get("/plan").await.text, therapist.get(&page_of(ana_id)).await.text);
    assert_eq!(before, after, "nobody learns of it");
    therapist.get(&format!("{}/plan", page_of(ana_id))).await.is(404);
    for viewer in [Viewer::Clinician(app.app.practice().therapists[0].slug.clone()), Viewer::Owner, Viewer::FrontDesk] {
        let found = app.app.store().document::<OwnEntry>(&viewer, ana_id, ALONE, app.app.now()).await;
        assert!(found.unwrap().is_none());
    }
}

#[tokio::test]
async fn each_question_can_be_skipped_and_there_is_a_plan_all_the_same() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    for (address, next) in [
        ("/plan/start/what", "/plan/start/goal"),
        ("/plan/start/goal", "/plan/start/hard"),
        ("/plan/start/hard", "/plan?proposed"),
    ] {
        assert_eq!(ana.post(address, &[("do", "skip")]).await.location(), next);
    }
    let page = ana.get("/plan").await.is(200).says(&["Your plan", "Answer three questions"]);
    assert!(planned(&page.text).len() >= 4);
    ana.get("/plan/start").await.is(200).says(&["Begin"]);
    for made_up in [[("goal", "win")], [("money", "nobody")]] {
        let address = if made_up[0].0 == "goal" { "/plan/start/goal" } else { "/plan/start/what" };
        ana.post(address, &made_up).await.is(422).says(&["not the answers of our questions"]);
    }
    ana.post("/plan/start/goal", &[("version", "one")]).await.is(400);
}

#[tokio::test]
async fn answers_are_changed_and_deleted_and_two_devices_overwrite_nothing_unseen() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    enter(&ana, &[("dishonesty", "theirs")], "rebuild", &[]).await;
    let before = planned(&ana.get("/plan").await.text);
    let version = ana.get("/plan/start/goal?change").await.is(200).says(&["Leave it as it is"]).field("version");
    let change =
        |goal: &'static str| [("goal", goal), ("version", version.clone().leak()), ("change", "yes"), ("do", "keep")];
    assert_eq!(ana.post("/plan/start/goal", &change("part")).await.location(), "/plan/start?kept");
    assert_eq!(ana.post("/plan/start/goal", &change("part")).await.location(), "/plan/start?kept", "sent twice");
    let stale = ana.post("/plan/start/goal", &change("decide")).await.is(409);
    let stale = stale.says(&["on another device", "To part well", "value=\"decide\" checked"]);
    let anew = [("goal", "decide"), ("version", &stale.field("version")), ("change", "yes"), ("do", "keep")];
    assert_eq!(ana.post("/plan/start/goal", &anew).await.location(), "/plan/start?kept");
    assert_eq!(planned(&ana.get("/plan").await.text), before, "nothing changes before they ask");
    act(&ana, "set-aside", &before[1]).await;
    assert_eq!(ana.post("/plan/start/proposal", &[]).await.location(), "/plan?proposed");
    let page = ana.get("/plan").await.says(&["what-i-know-so-far"]);
    let (waiting, away) = page.text.split_once("Done, and set aside").unwrap();
    assert!(!waiting.contains(&before[1]) && away.contains(&before[1]), "what was set aside stays aside");
    ana.get("/plan/start/deletion").await.is(200).says(&["Keep it all"]);
    ana.post("/plan/start/deletion", &[("what", "some")]).await.is(400);
    assert_eq!(ana.post("/plan/start/deletion", &[("what", "answers")]).await.location(), "/plan?deleted");
    ana.get("/plan").await.is(200).says(&["Your plan", "Answer three questions"]);
    ana.post("/plan/start/deletion", &[("what", "all")]).await.location();
    ana.get("/plan").await.is(200).says(&["Five steps", "How a plan begins"]);
    let store = app.app.store();
    let (viewer, now) = (Viewer::Person(ana_id), app.app.now());
    assert!(store.document::<OwnEntry>(&viewer, ana_id, ALONE, now).await.unwrap().is_none());
    assert!(store.document::<OwnPlan>(&viewer, ana_id, ALONE, now).await.unwrap().is_none());
    assert_eq!(app.rows_in("private_document"), 0);
}

#[tokio::test]
async fn what_was_chosen_comes_back_where_it_cannot_be_kept() {
    let app = TestApp::sqlite().await;
    let stranger = app.browser();
    let fields = [("money", "mine"), ("do", "keep"), ("version", "3")];
    let page = stranger.post("/plan/start/what", &fields).await.is(401);
    page.says(&["What you typed is still here", "value=\"mine\" selected", "name=\"version\" value=\"3\""]);
    assert_eq!(stranger.post("/plan/start/what", &[("do", "skip")]).await.location(), "/sign-in");
}

#[tokio::test]
async fn who_may_be_afraid_is_offered_nothing_that_leads_to_the_partner() {
    let app = TestApp::sqlite().await;
    let content = Content::load(None);
    let all = [("infidelity", "mine"), ("dishonesty", "both"), ("money", "mine"), ("unmet-expectations", "theirs")];
    let hard = ["distress", "satisfaction", "communication", "closeness", "trust", "hope"];
    let (_, first) = app.client("Ana").await;
    screen(&first, true).await;
    enter(&first, &all, "rebuild", &hard).await;
    // Whoever says it later is shown no more of what was proposed before; and what they say after that takes nothing back.
    let (_, later) = app.client("Bo").await;
    enter(&later, &all, "rebuild", &hard).await;
    let before = planned(&later.get("/plan").await.text);
    assert!(before.iter().any(|name| !content.programme[name.as_str()].is_for_anyone()), "{before:?}");
    screen(&later, true).await;
    screen(&later, false).await;
    later.post("/plan/start/proposal", &[]).await.location();
    for browser in [&first, &later] {
        let page = browser.get("/plan").await.is(200);
        let names = planned(&page.text);
        assert!(!names.is_empty());
        for name in &names {
            assert!(content.programme[name.as_str()].is_for_anyone(), "{name} leads to the partner");
        }
        let mut links = page.text.split("href=\"/plan/exercises/").skip(1).map(|rest| rest.split('"').next().unwrap());
        assert!(links.all(|name| content.programme[name].is_for_anyone()));
    }
    let (_, calm) = app.client("Cleo").await;
    screen(&calm, false).await;
    enter(&calm, &all, "rebuild", &hard).await;
    assert_eq!(planned(&calm.get("/plan").await.text), before, "answers that raise nothing change nothing");
}

#[tokio::test]
async fn a_plan_is_its_owners_to_put_in_order() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    enter(&ana, &[("dishonesty", "theirs")], "rebuild", &[]).await;
    let begun = planned(&ana.get("/plan").await.text);
    let order = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let [first, second, third] = [&begun[0], &begun[1], &begun[2]];
    assert_eq!(act(&ana, "later", first).await[..3], order(&[second, first, third]));
    assert_eq!(act(&ana, "earlier", third).await[..3], order(&[second, third, first]));
    assert_eq!(act(&ana, "earlier", second).await[..3], order(&[second, third, first]), "the first stays first");
    assert_eq!(act(&ana, "done", second).await[0], *third, "what is next follows");
    ana.get("/plan").await.says(&["Done, and set aside", "Open it again"]);
    assert_eq!(act(&ana, "open", second).await[0], *second);
    let version = ana.get("/plan").await.field("version");
    act(&ana, "set-aside", third).await;
    let stale = [("do", "later"), ("exercise", second.as_str()), ("version", version.as_str())];
    ana.post("/plan/own", &stale).await.is(409).says(&["on another device", "Your plan"]);
    let again = [("do", "set-aside"), ("exercise", third.as_str()), ("version", version.as_str())];
    assert_eq!(ana.post("/plan/own", &again).await.location(), "/plan", "pressed twice, it is so already");
    let page = ana.get("/plan/steps/5").await.is(200).says(&["Add to my plan"]);
    let name = planned(&page.text)[0].clone();
    let add = [("do", "add"), ("exercise", name.as_str())];
    assert_eq!(ana.post("/plan/own", &add).await.location(), "/plan?added");
    ana.get("/plan").await.says(&["You added this.", &name]);
    ana.get(&format!("/plan/exercises/{name}")).await.is(200).says(&["In your plan"]);
    for name in ["words-that-mend", "what-forgiving-could-mean", "nothing"] {
        ana.post("/plan/own", &[("do", "add"), ("exercise", name)]).await.is(422);
    }
    ana.post("/plan/own", &[("do", "burn"), ("exercise", first.as_str())]).await.is(400);
}

#[tokio::test]
async fn a_therapist_gives_something_to_do_and_reads_a_plan_only_once_it_is_shown() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    let ben = app.app.practice().therapists[1].slug.clone();
    let (_, own) = app.staff(Role::Therapist).await;
    let (_, other) = app.staff_as(Role::Therapist, Some(&ben)).await;
    let unaware = bo.get("/plan").await.text;
    let (exercises, plan) = (format!("{}/exercises", page_of(ana_id)), format!("{}/plan", page_of(ana_id)));
    own.get(&page_of(ana_id)).await.is(200).says(&["Give them something to do", "theirs until they show it to you"]);
    other.post(&exercises, &[("exercise", "what-to-bring")]).await.is(404);
    for name in ["", "words-that-mend", "nothing"] {
        own.post(&exercises, &[("exercise", name)]).await.is(422).says(&["Please choose an exercise."]);
    }
    own.post(&exercises, &[("exercise", "what-to-bring")]).await.location();
    own.get(&page_of(ana_id)).await.says(&["What you gave them to do"]);
    ana.get("/plan").await.is(200).says(&["Your plan", "From your therapist", "/plan/exercises/what-to-bring"]);
    enter(&ana, &[("dishonesty", "theirs")], "part", &[]).await;
    let names = planned(&ana.get("/plan").await.text);
    assert_eq!(names[0], "what-to-bring", "{names:?}");
    ana.get("/plan/therapist").await.is(200).says(&["First read and sign", "Given by the therapist", "Not now"]);
    own.get(&plan).await.is(404);
    let policy = ana.get("/home/policy").await.is(200).field("version");
    let version = ana.get("/plan").await.field("version");
    ana.post("/plan/therapist", &[("do", "show"), ("version", &version)]).await.is(200).says(&["First read and sign"]);
    ana.post("/home/policy", &[("version", &policy)]).await.location();
    act(&ana, "done", "what-to-bring").await;
    let stale = [("do", "show"), ("version", version.as_str())];
    ana.post("/plan/therapist", &stale).await.is(409).says(&["changed since you looked"]);
    let preview = ana.get("/plan/therapist").await.is(200).says(&["exactly what stands below"]);
    own.get(&plan).await.is(404);
    let fresh = [("do", "show"), ("version", &preview.field("version"))];
    assert_eq!(ana.post("/plan/therapist", &fresh).await.location(), "/plan/therapist?shown");
    let seen = own.get(&plan).await.is(200).says(&["Their plan", "Done. Given by the therapist."]);
    let sheet =
        |text: &str| text.split("<ol class=\"own-plan\"").nth(1).unwrap().split("</ol>").next().unwrap().to_owned();
    assert_eq!(sheet(&seen.text), sheet(&preview.text), "exactly what the preview showed");
    assert!(!seen.text.contains("You would like to part well"), "why it was proposed tells what was answered");
    other.get(&plan).await.is(404);
    own.get(&page_of(ana_id)).await.says(&[&plan]);
    let told = openings(&app.app, ana_id, &app.app.practice().time_zone).await.unwrap();
    assert!(told.iter().any(|opening| opening.event == AuditEvent::PlanRead));
    ana.get("/settings/access-log").await.is(200).says(&["Your plan, which you showed"]);
    let noted = app.app.store().audit(None).await.unwrap();
    let noted = noted.iter().filter_map(|entry| entry.note).map(|note| note.event).collect::<Vec<_>>();
    for event in [AuditEvent::ExerciseAssigned, AuditEvent::AudienceWidened, AuditEvent::PlanRead] {
        assert!(noted.contains(&event), "{event:?}");
    }
    assert_eq!(ana.post("/plan/therapist", &[("do", "take-back")]).await.location(), "/plan?taken-back");
    own.get(&plan).await.is(404);
    assert_eq!(bo.get("/plan").await.text, unaware, "whatever was given and shown");
}

/// An agreement of the two that both have signed.
async fn agree(app: &TestApp, ana: PersonId, bo: PersonId, text: &'static str) {
    let couple = app.app.store().couple_of(ana).await.unwrap().unwrap();
    let now = app.app.now();
    let (proposing, signing) = (CommandId([1; 16]), CommandId([2; 16]));
    let done = app.app.store().write(move |transaction: &mut WriteTransaction| {
        let couple = couple.clone();
        Box::pin(async move {
            let of = |command, kind| Move { number: 1, author: None, command, at: now, reach: Reach::AtOnce, kind };
            let terms = Terms { text: PlanText::new(text).unwrap(), review_on: None };
            let log = LogId([8; 16]);
            transaction.add_move(&couple, log, ana, &of(proposing, AgreementMove::Proposed(terms))).await?;
            let version = MoveId { author: ana, command: proposing };
            transaction.add_move(&couple, log, ana, &of(signing, AgreementMove::Signed(version))).await?;
            transaction.add_move(&couple, log, bo, &of(signing, AgreementMove::Signed(version))).await
        })
    });
    done.await.map_err(|error: StoreError| error).unwrap();
}

#[tokio::test]
async fn the_plan_of_two_holds_what_was_opened_and_agreed_and_nothing_private() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    persons::link(&ana, &bo).await;
    let staff = persons::open_joint_work(&app, ana_id, bo_id).await;
    let couple = persons::couple_id(&app, ana_id).await;
    enter(&ana, &[("dishonesty", "mine")], "rebuild", &[]).await;
    persons::open_exercise(&app, &staff, couple, "words-that-mend").await;
    agree(&app, ana_id, bo_id, "We say where we go.").await;
    app.pass(jiff::Span::new().hours(26));
    let (ana, bo) = (app.sign_in_again(ana_id).await, app.sign_in_again(bo_id).await);
    let of_two = |page: &str| {
        let rest = page.split("id=\"together\"").nth(1).unwrap();
        rest.split("</section>").next().unwrap().to_owned()
    };
    let (hers, his) = (ana.get("/plan").await.is(200), bo.get("/plan").await.is(200));
    assert_eq!(of_two(&hers.text), of_two(&his.text), "the same for both");
    his.says(&["/plan/exercises/words-that-mend", "What you both agreed", "We say where we go.", "Five steps"]);
    hers.says(&["Your plan", "Why this first"]);
}

#[tokio::test]
async fn answers_and_plan_are_taken_along_and_erased() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    enter(&ana, &[("money", "both")], "decide", &["hope"]).await;
    let take = async |scope: &str, format: &str| {
        ana.post("/settings/take-with-you", &[("scope", scope), ("format", format)]).await.is(200)
    };
    take("everything", "page").await.says(&["My answers", "by both of us", "My plan", "To find out what I want"]);
    let data: serde_json::Value = serde_json::from_str(&take("everything", "data").await.text).unwrap();
    assert_eq!(data["my_answers"]["what_happened"][0]["whose"], "both");
    assert_eq!((&data["my_answers"]["goal"], &data["my_plan"][0]["progress"]), (&"decide".into(), &"open".into()));
    for format in ["page", "data"] {
        let shared = take("shared", format).await.text;
        for word in ["my_answers", "my_plan", "My answers", "My plan", "decide"] {
            assert!(!shared.contains(word), "{word} is in the file of what two share");
        }
    }
    assert_eq!(app.rows_in("private_document"), 2);
    ana.post("/settings/erase", &[]).await.location();
    assert_eq!(app.rows_in("private_document"), 0);
}
