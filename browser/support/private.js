// Every private page of the demo's practice, and what each says when something is wrong, in the order in which people
// come to them. `look(page, name)` is called on each: the journeys check it, `scripts/pictures` takes its picture.
import assert from "node:assert/strict";

/** Goes to a page and looks at it. */
async function at(page, look, name, address, status = 200) {
  const answer = await page.goto(address);
  assert.equal(answer.status(), status, `${name}: ${address}`);
  await look(page, name);
}

/** Presses a button and looks at the page that it leads to. */
async function press(page, look, name, button) {
  const [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
  if (name) await look(page, name);
  return answer;
}

const submit = (page, words) => page.locator("main").getByRole("button", { name: words }).first();

/** Signs in with a link of the demo's. */
async function enter(page, link) {
  await page.goto(link);
  await Promise.all([
    page.waitForURL((url) => !url.pathname.startsWith("/sign-in")),
    page.locator("main form button").first().click(),
  ]);
}

/** The doors, and what they say to a stranger. */
async function walkDoors(page, server, look) {
  await at(page, look, "sign-in", "/sign-in");
  await press(page, look, "sign-in-error", submit(page, "Sign in"));
  await at(page, look, "sign-in-staff", "/sign-in/staff");
  await press(page, look, "sign-in-staff-error", submit(page, "Sign in"));
  await at(page, look, "sign-in-forgotten", "/sign-in/forgotten");
  await press(page, look, "sign-in-forgotten-sent", submit(page, "Send me a link"));
  await at(page, look, "sign-in-demo", server.signIn.partner_a);
  await at(page, look, "link-used", `/sign-in/link/${"A".repeat(43)}`, 404);
  await at(page, look, "account-start", "/account/start");
  await press(page, look, "account-start-errors", submit(page, "Open my space"));
  await at(page, look, "account-code-wrong-link", "/manage/nothing/account", 404);
}

/** A space from an appointment of one's own. */
async function walkBeginning(page, look) {
  await page.goto("/book");
  await Promise.all([page.waitForURL(/\/details/), page.locator('main form[action$="/hold"] button').last().click()]);
  await page.fill('input[name="name"]', "Ash Lindqvist");
  await page.fill('input[name="email"]', "ash@example.org");
  await press(page, null, null, page.locator('form:has(input[name="name"]) button.button-main'));
  const booking = page.url().split("?")[0];
  await look(page, "booked");
  await at(page, look, "account-booking", `${booking}/account`);
  await press(page, look, "account-booking-error", submit(page, "Make a private space"));
  await page.fill('input[name="passphrase"]', "quiet lamps over water");
  await press(page, look, "account-codes", submit(page, "Make a private space"));
  await at(page, look, "home-with-appointment", "/home");
}

/** A code of the front desk's opens a space. */
async function walkStartCode(page, code, look) {
  await page.goto("/account/start");
  await page.fill('input[name="code"]', code);
  await page.fill('input[name="called"]', "Wren");
  await page.fill('input[name="passphrase"]', "quiet lamps over water");
  await press(page, look, "account-code-codes", submit(page, "Open my space"));
}

/** Someone who works here chooses what they sign in with. */
async function walkSetUp(page, link, look) {
  await at(page, look, "set-up", link);
  await press(page, look, "set-up-errors", submit(page, "Use this from now on"));
}

/** The pages of a person's own settings. */
async function walkSettings(page, look) {
  await at(page, look, "settings", "/settings");
  await at(page, look, "settings-contact", "/settings/contact");
  await page.fill('input[name="name"]', "");
  await page.fill('input[name="email"]', "nowhere");
  await press(page, look, "settings-contact-errors", submit(page, "Keep this"));
  await at(page, look, "settings-access-log", "/settings/access-log");
  await at(page, look, "settings-take", "/settings/take-with-you");
  await at(page, look, "settings-erase", "/settings/erase");
  await at(page, look, "settings-sessions", "/settings/sessions");
  await at(page, look, "settings-passkeys", "/settings/passkeys");
  await at(page, look, "settings-passphrase", "/settings/passphrase");
  await press(page, look, "settings-passphrase-error", submit(page, "Use it from now on"));
  await at(page, look, "settings-codes", "/settings/recovery-codes");
  await press(page, look, "settings-codes-made", submit(page, "Make new codes"));
  await at(page, look, "settings-confirm", "/settings/confirm?next=/settings/erase");
}

/** What a person does alone. */
async function walkAlone(page, look) {
  await at(page, look, "home", "/home");
  await at(page, look, "write", "/home/write");
  await at(page, look, "write-warning", "/home/write/new/impact-statement");
  await at(page, look, "write-form", "/home/write/new/impact-statement?begin");
  await press(page, look, "write-form-errors", submit(page, "Keep it as finished"));
  await at(page, look, "write-account", "/home/write/new/account");
  await at(page, look, "write-journal", "/home/write/new/journal");
  await page.locator("textarea").fill("A slow day.\n\nWe made soup and did not talk about it.");
  await press(page, look, "item-draft", submit(page, "Keep it as a draft"));
  const draft = new URL(page.url()).pathname;
  await at(page, look, "item-change", `${draft}/text`);
  const version = page.locator('input[name="version"]');
  await version.evaluate((input) => (input.value = "9"));
  await press(page, look, "item-changed-elsewhere", submit(page, "Keep it as finished"));
  await at(page, look, "audience-draft", `${draft}/audience`);
  await at(page, look, "item-delete", `${draft}/deletion`);
  await page.goto(`${draft}/text`);
  await press(page, look, "item-finished", submit(page, "Keep it as finished"));
  await at(page, look, "audience-unsigned", `${draft}/audience`);
  await at(page, look, "policy", "/home/policy");
  await page.locator('input[name="version"]').evaluate((input) => (input.value = "older"));
  await press(page, look, "policy-changed", submit(page, /I sign it/));
  await press(page, look, "policy-signed", submit(page, /I sign it/));
  await at(page, look, "audience", `${draft}/audience`);
  await press(page, look, "audience-error", submit(page, "See what they would get"));
  await page.getByLabel(/My therapist/).check();
  await press(page, look, "audience-preview", submit(page, "See what they would get"));
  await press(page, look, "item-shared", submit(page, /^Share it with/));
  await at(page, look, "audience-shared", `${draft}/audience`);
  await press(page, look, "item-taken-back", submit(page, /Take it back from/));
  await at(page, look, "write-list", "/home/write");
  await at(page, look, "received-none", "/home/received");
  await at(page, look, "call", "/home/call");
  await at(page, look, "rest-closed", "/home/rest");
  await at(page, look, "safety", "/safety");
  await at(page, look, "safety-questions", "/safety/questions");
  await press(page, look, "safety-after", submit(page, "Send"));
}

/** The work: its steps, an exercise, the week. */
async function walkWork(page, look) {
  await at(page, look, "plan", "/plan");
  await at(page, look, "plan-step", "/plan/steps/1");
  await at(page, look, "plan-obstacle", "/plan/obstacles/time");
  await at(page, look, "plan-forgiveness", "/plan/forgiveness");
  await press(page, look, "plan-forgiveness-marked", submit(page, "Yes, amends were made"));
  await press(page, look, "plan-forgiveness-taken-back", submit(page, "Take the mark back"));
  await walkAhead(page, look);
  await at(page, look, "plan-letters-none", "/plan/letters");
  await at(page, look, "plan-exercise", "/plan/exercises/a-letter-not-sent");
  await at(page, look, "plan-exercise-write", "/plan/exercises/a-letter-not-sent?write");
  await press(page, look, "plan-exercise-errors", submit(page, "Keep it as finished"));
  await page.locator("textarea").first().fill("To whoever reads this later.");
  await press(page, look, "plan-exercise-kept", submit(page, "Keep it as finished"));
  await at(page, look, "plan-letters", "/plan/letters");
  await at(page, look, "plan-weeks-none", "/plan/weeks");
  await at(page, look, "plan-check-in", "/plan/check-in");
  await press(page, look, "plan-check-in-error", submit(page, "Keep it"));
  await page.locator('input[type="radio"][name="content"]').nth(2).check();
  await page.locator('input[type="radio"][name="good"]').nth(3).check();
  await press(page, look, "plan-check-in-kept", submit(page, "Keep it"));
  await at(page, look, "plan-weeks", "/plan/weeks");
}

/** Shows something to the therapist, after its preview; `name` is what its pages are called here. */
async function walkShowing(page, look, name, address) {
  await at(page, look, `${name}-preview`, `${address}/therapist`);
  await press(page, look, `${name}-shown`, submit(page, /^Show it to/));
  await at(page, look, `${name}-now-shown`, address);
}

/** What lies ahead: a setback, and dates. */
async function walkAhead(page, look) {
  await at(page, look, "plan-setbacks-none", "/plan/setbacks");
  await at(page, look, "plan-setbacks-text", "/plan/setbacks/text");
  await press(page, look, "plan-setbacks-error", submit(page, "Keep it"));
  await page.getByLabel("How I notice early").fill("I stop sleeping, and I look at old messages.\nMost of all on Sundays.");
  await page.getByLabel("Who I turn to").fill("My sister. She said that I may call at night.");
  await press(page, look, "plan-setbacks", submit(page, "Keep it"));
  await press(page, look, "plan-setbacks-in-use", submit(page, "There is one now"));
  await page.goto("/plan/setbacks/text");
  await page.locator('input[name="version"]').evaluate((input) => (input.value = "1"));
  await page.getByLabel("What I do first").fill("I go out for ten minutes.");
  await press(page, look, "plan-setbacks-changed-elsewhere", submit(page, "Keep it"));
  await at(page, look, "plan-setbacks-deletion", "/plan/setbacks/deletion");
  await walkShowing(page, look, "plan-setbacks", "/plan/setbacks");
  await at(page, look, "plan-long-term-none", "/plan/long-term");
  await press(page, look, "plan-long-term-errors", submit(page, "Keep it"));
  const year = new Date().getFullYear() + 2;
  for (const [what, month, day] of [["See how our Sunday walks are going", "March", "2"], ["A weekend by the lake", "June", "18"]]) {
    await page.getByLabel("What is it?").fill(what);
    await page.getByLabel("Month").selectOption(month);
    await page.getByLabel("Day", { exact: true }).fill(day);
    await page.getByLabel("Year").fill(String(year));
    await press(page, null, null, submit(page, "Keep it"));
  }
  await look(page, "plan-long-term");
  await at(page, look, "plan-long-term-day", `/plan/long-term/${year}-03-02`);
  await page.locator("main details summary").click();
  await page.getByLabel("Day", { exact: true }).fill("32");
  await press(page, look, "plan-long-term-day-error", submit(page, "Move it"));
  await walkShowing(page, look, "plan-long-term", "/plan/long-term");
}

/** Telling a little at a time. */
async function walkTelling(page, look) {
  await at(page, look, "plan-openness", "/plan/obstacles/openness");
  await at(page, look, "plan-telling", "/plan/telling");
  await press(page, look, "plan-telling-errors", submit(page, "Keep it"));
  await page.getByLabel("What could you tell?").fill("I would like to eat early on Fridays.");
  await press(page, look, "plan-telling-planned", submit(page, "Keep it"));
  await press(page, look, "plan-telling-higher", submit(page, "Safe"));
  await page.locator('input[name="rung"]').nth(1).check();
  await page.getByLabel("What could you tell?").fill("The meeting today went badly.");
  await press(page, null, null, submit(page, "Keep it"));
  await walkShowing(page, look, "plan-telling", "/plan/telling");
  await press(page, look, "plan-telling-rest", submit(page, "Too much"));
}

/** A plan of one's own: from the questions to what is done with it. */
async function walkOwnPlan(page, look) {
  await at(page, look, "plan-start", "/plan/start");
  await at(page, look, "plan-start-what", "/plan/start/what");
  await page.locator('select[name="dishonesty"]').selectOption("theirs");
  await page.locator('select[name="money"]').selectOption("mine");
  await press(page, look, "plan-start-goal", submit(page, "Go on"));
  await page.locator('input[name="goal"][value="decide"]').check();
  await press(page, look, "plan-start-hard", submit(page, "Go on"));
  await page.locator('input[name="trust"]').check();
  await press(page, look, "plan-own", submit(page, "Go on"));
  await press(page, null, null, submit(page, /^Done/));
  await page.locator("main details summary").first().click();
  await press(page, null, null, submit(page, /^Set aside/));
  await page.locator("main details").last().locator("summary").click();
  await look(page, "plan-own-changed");
  await page.locator('form input[name="version"]').first().evaluate((input) => (input.value = "1"));
  await press(page, look, "plan-own-changed-elsewhere", submit(page, /^Done/));
  await at(page, look, "plan-start-answers", "/plan/start");
  await at(page, look, "plan-start-change", "/plan/start/goal?change");
  await page.locator('input[name="version"]').evaluate((input) => (input.value = "1"));
  await page.locator('input[name="goal"][value="part"]').check();
  await press(page, look, "plan-start-changed-elsewhere", submit(page, "Keep it"));
  await at(page, look, "plan-start-deletion", "/plan/start/deletion");
  await at(page, look, "plan-therapist", "/plan/therapist");
  await press(page, look, "plan-therapist-shown", submit(page, /^Show it to/));
}

/** Two link. */
async function walkTwo(ana, bo, look) {
  await at(ana, look, "couple-none", "/home/couple");
  await at(ana, look, "couple-code", "/home/couple/code");
  await ana.fill('input[name="name"]', "");
  await press(ana, look, "couple-code-error", submit(ana, /Make a code/));
  await ana.fill('input[name="name"]', "Robin");
  await press(ana, look, "couple-code-made", submit(ana, /Make a code/));
  const code = await ana.locator(".code").innerText();
  await at(ana, look, "couple-code-waits", "/home/couple");
  await at(bo, look, "couple-link", "/home/couple/link");
  await bo.getByLabel("The code that you were given").fill("AAAAA-AAAAA");
  await press(bo, look, "couple-link-wrong", submit(bo, /Link our pages/));
  await bo.getByLabel("The code that you were given").fill(code);
  await press(bo, look, "couple-linked", submit(bo, /Link our pages/));
  await at(ana, look, "home-linked", "/home");
  await at(ana, look, "couple-rules", "/home/couple/rules");
  await at(bo, look, "rest", "/home/rest");
}

/** Joint work is opened to the two, whom the demo calls Hale. */
async function openJointWork(page) {
  await page.goto("/caseload");
  const couples = page.locator('main a[href^="/caseload/couples/"]');
  const addresses = await couples.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const address of addresses) {
    await page.goto(address);
    if ((await page.locator("main").innerText()).includes("Hale")) break;
  }
  for (const select of ["heard-first", "heard-second"]) await page.locator(`select[name="${select}"]`).selectOption("in-person");
  await press(page, null, null, submit(page, "Open joint work"));
}

/** Two talk. */
async function walkTalks(ana, bo, look) {
  const floor = (page, words) => page.locator(".floor", { hasText: words }).waitFor();
  await at(ana, look, "talks-none", "/plan/talks");
  await at(ana, look, "talks-ended-none", "/plan/talks/ended");
  await at(ana, look, "talk-new", "/plan/talks/new");
  await press(ana, look, "talk-new-errors", submit(ana, "Begin it"));
  await ana.getByLabel("What is it about?").fill("Sunday evening");
  await ana.getByLabel(/^Live/).check();
  await ana.getByLabel("I do").check();
  await press(ana, look, "talk-come-in", submit(ana, "Begin it"));
  const talk = new URL(ana.url()).pathname;
  await press(ana, look, "talk-waiting", submit(ana, "Come in"));
  await at(bo, look, "talks", "/plan/talks");
  await bo.goto(talk);
  await press(bo, look, "talk-listening", submit(bo, "Come in"));
  await floor(ana, "You have the floor");
  await look(ana, "talk-speaking");
  await press(ana, look, "talk-error", submit(ana, "Say it"));
  await ana.locator("textarea").fill("When nobody spoke on Sunday evening, I felt left out. I would like to know when you need quiet.");
  await press(ana, look, "talk-spoken", submit(ana, "Say it"));
  await floor(bo, "Now say back");
  await look(bo, "talk-reflecting");
  await bo.locator("textarea").fill("You felt left out when it was quiet.");
  await press(bo, look, "talk-reflected", submit(bo, "Say it back"));
  await floor(ana, "Were you heard");
  await look(ana, "talk-confirming");
  await press(ana, null, null, submit(ana, "Yes, that was it"));
  await bo.goto(talk);
  await press(bo, null, null, submit(bo, "Set the topic aside"));
  await ana.goto(talk);
  await look(ana, "talk-new-topic");
  await ana.locator("textarea").fill("Half a sentence");
  await press(ana, look, "talk-quiet", submit(ana, "Twenty quiet minutes"));
  await bo.goto(talk);
  await press(bo, look, "talk-over", submit(bo, "End the talk"));
  await at(bo, look, "talks-ended", "/plan/talks/ended");
}

/** Two mark what they would like. */
async function walkCloseness(ana, bo, look) {
  for (const [page, name] of [[ana, "closeness"], [bo, null]]) {
    await page.goto("/plan/closeness");
    if (name) await look(page, name);
    await page.getByLabel("Go for a walk").selectOption("yes");
    await page.getByLabel("A kiss").selectOption("not-now");
    await press(page, name && look, name && `${name}-kept`, submit(page, "Keep it"));
  }
  await ana.locator("main details summary").first().click();
  await ana.locator('input[name="version"]').evaluate((input) => (input.value = "7"));
  await ana.getByLabel("A hug").selectOption("something-else");
  await press(ana, look, "closeness-changed-elsewhere", submit(ana, "Keep it"));
}

/** One of the two suggests an agreement. What comes to the other comes at a delivery hour, which no walk waits for. */
async function walkAgreements(ana, look) {
  await at(ana, look, "agreements-none", "/plan/agreements");
  await at(ana, look, "agreement-new", "/plan/agreements/new");
  await press(ana, look, "agreement-new-errors", submit(ana, "Suggest it"));
  await ana.getByLabel("The words").fill("We tell each other where we are when it gets later than nine.");
  await ana.getByLabel("Month").selectOption("3");
  await ana.getByLabel("Day").fill("31");
  await ana.getByLabel("Year").fill("1999");
  await press(ana, look, "agreement-new-day", submit(ana, "Suggest it"));
  for (const field of ["Day", "Year"]) await ana.getByLabel(field).fill("");
  await ana.getByLabel("Month").selectOption("");
  await press(ana, look, "agreement-suggested", submit(ana, "Suggest it"));
  await press(ana, look, "agreement-signed", submit(ana, "Sign these words"));
  await ana.locator("details", { hasText: "Suggest other words" }).locator("summary").first().click();
  await ana.getByLabel("The words").fill(" ");
  await press(ana, look, "agreement-words-error", submit(ana, "Suggest these words"));
  await at(ana, look, "agreements", "/plan/agreements");
}

/** One of the two states a boundary, and notes that it was crossed. */
async function walkBoundaries(ana, look) {
  await at(ana, look, "boundaries-none", "/plan/boundaries");
  await at(ana, look, "boundary-new", "/plan/boundaries/new");
  await press(ana, look, "boundary-new-error", submit(ana, "State it"));
  await ana.getByLabel("What do you need?").fill("My diary is mine. When it is read, I take a night for myself.");
  await press(ana, look, "boundary-stated", submit(ana, "State it"));
  const boundary = new URL(ana.url()).pathname;
  await ana.locator("details", { hasText: "Note it for yourself" }).locator("summary").first().click();
  await ana.getByLabel("Day", { exact: true }).fill("");
  await press(ana, look, "boundary-note-errors", submit(ana, "Keep this note"));
  await ana.goto(boundary);
  await ana.locator("details", { hasText: "Note it for yourself" }).locator("summary").first().click();
  await ana.getByLabel("What happened").fill("It lay open when I came home.");
  await press(ana, look, "boundary-noted", submit(ana, "Keep this note"));
  await ana.getByRole("link", { name: "Bring it to a talk" }).click();
  await look(ana, "talk-new-boundary");
  await at(ana, look, "boundaries", "/plan/boundaries");
}

/** One of the two names what keeps coming back. */
async function walkConflicts(ana, look) {
  await at(ana, look, "conflicts-none", "/plan/conflicts");
  await at(ana, look, "conflict-new", "/plan/conflicts/new");
  await press(ana, look, "conflict-new-error", submit(ana, "Name it"));
  await ana.getByLabel("What keeps coming back?").fill("Who cooks");
  await press(ana, look, "conflict-named", submit(ana, "Name it"));
  await ana.getByText("Say what you need", { exact: true }).click();
  await ana.getByLabel("What do you need beneath it?").fill("An hour to land when I come home.");
  await press(ana, look, "conflict-need", submit(ana, "Keep it"));
  await ana.getByText("Add something", { exact: true }).click();
  await ana.getByLabel("What could you two try?").fill("Soup on Mondays.");
  await press(ana, look, "conflict-option", submit(ana, "Add it"));
  await ana.getByText("Suggest a trial", { exact: true }).click();
  await press(ana, look, "conflict-trial-errors", submit(ana, "Suggest it"));
  await at(ana, look, "conflicts", "/plan/conflicts");
}

/** One of the two writes down a doubt, and suggests when to check in. */
async function walkDoubts(ana, look) {
  await at(ana, look, "doubts-none", "/plan/doubts");
  await at(ana, look, "doubt-new", "/plan/doubts/new");
  await press(ana, look, "doubt-new-error", submit(ana, "Keep it for me"));
  await ana.getByLabel("What would you ask?").fill("Where were you on the last day of May?");
  await press(ana, look, "doubt-held", submit(ana, "Keep it for me"));
  await at(ana, look, "check-in-times", "/plan/doubts/times");
  await ana.getByText("Suggest times", { exact: true }).click();
  await press(ana, look, "check-in-times-errors", submit(ana, "Suggest these times"));
  await ana.getByLabel("Month").selectOption("3");
  await ana.getByLabel("Day", { exact: true }).fill("4");
  await ana.getByLabel("Year").fill("2099");
  await ana.getByLabel("At what time?").selectOption("1200");
  await ana.getByLabel("Once").check();
  await press(ana, look, "check-in-times-suggested", submit(ana, "Suggest these times"));
  await at(ana, look, "doubts", "/plan/doubts");
}

/** One of the two says what they were glad of, and takes it back. */
async function walkAppreciations(ana, look) {
  await at(ana, look, "appreciations-none", "/plan/appreciations");
  await at(ana, look, "appreciation-new", "/plan/appreciations/new");
  await press(ana, look, "appreciation-new-error", submit(ana, "Give it"));
  await ana.getByLabel("What were you glad of?").fill("You put the phone away and asked. I slept well after that.");
  await press(ana, look, "appreciations-given", submit(ana, "Give it"));
  await ana.locator("details summary", { hasText: "Take it back" }).click();
  await press(ana, look, "appreciations-taken-back", submit(ana, "Take it back"));
}

/** One of the two adds a line for a session, and keeps a list of their own, which they show. */
async function walkAgenda(ana, therapist, look) {
  await at(ana, look, "agenda-none", "/plan/agenda");
  await at(ana, look, "agenda-new", "/plan/agenda/new");
  await press(ana, look, "agenda-new-error", submit(ana, "Add it"));
  await ana.getByLabel("What do you want to talk about?").fill("How we talk about money, and why it so often ends in silence");
  await press(ana, look, "agenda-added", submit(ana, "Add it"));
  await ana.locator("details summary", { hasText: "What you can do" }).first().click();
  await look(ana, "agenda-change");
  await at(ana, look, "agenda-on-plan", "/plan");
  await at(ana, look, "agenda-mine-none", "/plan/agenda/mine");
  await press(ana, look, "agenda-mine-error", submit(ana, "Put it on my list"));
  await ana.getByLabel("Add a line").fill("Why I do not sleep on Sundays");
  await press(ana, look, "agenda-mine", submit(ana, "Put it on my list"));
  await ana.getByRole("link", { name: /^Change it/ }).first().click();
  await look(ana, "agenda-mine-line");
  await ana.getByLabel("What you want to bring").fill(" ");
  await press(ana, look, "agenda-mine-line-error", submit(ana, "Keep these words"));
  await at(ana, look, "agenda-mine-preview", "/plan/agenda/mine/therapist");
  const show = ana.getByRole("button", { name: /^Show it to/ });
  if (!(await show.count())) {
    await ana.goto("/home/policy");
    await press(ana, null, null, ana.locator("main form button").first());
    await ana.goto("/plan/agenda/mine/therapist");
  }
  await press(ana, look, "agenda-mine-shown", show);
  await therapist.goto("/caseload");
  const people = await therapist.locator('#people ~ ul a[href^="/caseload/people/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const person of people) {
    await therapist.goto(person);
    const list = therapist.getByRole("link", { name: "What they alone want to bring to a session" });
    if (!(await list.count())) continue;
    await look(therapist, "caseload-person-shown");
    for (const shown of ["plan", "agenda", "setbacks", "long-term", "telling"]) {
      await at(therapist, look, `caseload-own-${shown}`, `${person}/${shown}`);
    }
  }
}

/** One of the two leaves. */
async function walkLeaving(ana, look) {
  await at(ana, look, "couple-leave", "/home/couple/leave");
  await press(ana, look, "couple-leave-errors", submit(ana, "End the link now"));
  await ana.locator("select").selectOption({ index: 5 });
  await ana.getByLabel("Take it all back").check();
  await ana.getByLabel("They stay").check();
  await press(ana, look, "couple-left", submit(ana, "End the link now"));
}

/** Addresses and answers that lead nowhere, and what was typed in a space that has closed meanwhile. */
async function walkRefusals(page, server, look) {
  await at(page, look, "refused-404", "/home/nowhere", 404);
  await at(page, look, "refused-404-item", `/home/write/${"0".repeat(32)}`, 404);
  await at(page, look, "refused-404-role", "/caseload", 404);
  await page.goto(`data:text/html,<form method=post action="${server.url}/home/call"><button>Send</button></form>`);
  const refused = await press(page, look, "refused-403", page.getByRole("button"));
  assert.equal(refused.status(), 403);
  await page.goto("/home/write/new/journal");
  await page.locator("textarea").fill("Typed for a long time.\n\nAnd not lost.");
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  const out = await press(page, look, "refused-401", submit(page, "Keep it as a draft"));
  assert.equal(out.status(), 401);
  await page.context().addCookies(cookies);
}

/** A therapist's pages. */
async function walkTherapist(page, look) {
  const hrefs = (selector) => page.locator(selector).evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  await at(page, look, "caseload", "/caseload");
  // The two for whom nothing waits; another couple of the demo is paused.
  const couple = await page.getByRole("link", { name: "Sam and Kit" }).getAttribute("href");
  const [screening] = await hrefs('main a[href*="/items/"]');
  const people = await hrefs('#people ~ ul a[href^="/caseload/people/"]');
  await at(page, look, "caseload-screening", screening);
  await at(page, look, "caseload-couple", couple);
  await press(page, look, "caseload-couple-errors", submit(page, "Pause"));
  await page.goto(couple);
  await press(page, look, "caseload-agenda-error", submit(page, "Add it for both"));
  await page.fill('input[name="words"]', "What each of you would like to be different by spring");
  await press(page, look, "caseload-agenda-added", submit(page, "Add it for both"));
  await page.goto(couple);
  await page.locator('form[action$="/pauses"] select').selectOption({ index: 1 });
  await page.fill('textarea[name="reason"]', "To be talked about on Thursday.");
  await press(page, look, "caseload-couple-paused", submit(page, "Pause"));
  await page.locator("main details:not(.protocol) summary").first().click();
  await press(page, look, "caseload-couple-release-error", submit(page, "Let things come again"));
  await page.goto(couple);
  await page.locator("main details:not(.protocol) summary").first().click();
  await page.locator('form[action$="/releases"] select').selectOption("in-person");
  await press(page, null, null, submit(page, "Let things come again"));
  await at(page, look, "caseload-person-alone", people[0]);
  let person;
  let item;
  for (person of people) {
    await page.goto(person);
    [item] = await page.getByRole("link", { name: /Impact statement/ }).evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    if (item) break;
  }
  await look(page, "caseload-person");
  await press(page, look, "caseload-person-release-error", submit(page, "Release it"));
  await page.locator('form[action$="/forgiveness-release"] select').selectOption("in-person");
  await press(page, look, "caseload-person-released", submit(page, "Release it"));
  await press(page, look, "caseload-assign-error", submit(page, "Put it in their plan"));
  await page.locator('select[name="exercise"]').selectOption("what-to-bring");
  await press(page, look, "caseload-assigned", submit(page, "Put it in their plan"));
  await at(page, look, "caseload-item", item);
  await at(page, look, "caseload-hand-over", `${person}/clinician`);
  const back = submit(page, "Hand over");
  if (await back.count()) await press(page, look, "caseload-hand-over-error", back);
  await at(page, look, "caseload-back-in", `${person}/start-code`);
  await at(page, look, "caseload-start-code", "/caseload/start-codes");
  await press(page, look, "caseload-start-code-made", submit(page, "Make a code"));
  await at(page, look, "staff-settings", "/settings");
  await at(page, look, "staff-confirm", "/settings/confirm?next=/settings/passkeys");
  await at(page, look, "staff-404", "/desk", 404);
}

/** The front desk's pages; answers a start code. */
async function walkDesk(page, look) {
  await at(page, look, "desk", "/desk");
  await at(page, look, "desk-start-code", "/desk/start-codes");
  await press(page, look, "desk-start-code-error", submit(page, "Make a code"));
  await page.locator("select").selectOption({ index: 1 });
  await press(page, look, "desk-start-code-made", submit(page, "Make a code"));
  return page.locator(".code").innerText();
}

/** An owner's pages; answers a link for somebody new. */
async function walkOwner(page, look) {
  await at(page, look, "team", "/settings/staff");
  await at(page, look, "team-one", await page.locator('main a[href^="/settings/staff/"]').first().getAttribute("href"));
  await at(page, look, "team-new", "/settings/staff/new");
  await press(page, look, "team-new-errors", submit(page, "Add"));
  await page.fill('input[name="name"]', "Mika Sand");
  await press(page, look, "team-added", submit(page, "Add"));
  const link = await page.locator(".link-text").innerText();
  await at(page, look, "audit", "/settings/audit");
  return link;
}

/** All of them, in a demo of its own. `alone(journey)` opens a page of its own for `journey(page)`. */
export async function walkAll(server, alone, look) {
  await alone((page) => walkDoors(page, server, look));
  await alone((page) => walkBeginning(page, look));
  const as = (who, journey) =>
    alone(async (page) => {
      await enter(page, server.signIn[who]);
      return journey(page);
    });
  const code = await as("front_desk", (page) => walkDesk(page, look));
  await alone((page) => walkStartCode(page, code, look));
  const link = await as("owner", (page) => walkOwner(page, look));
  await alone((page) => walkSetUp(page, link, look));
  await as("therapist", async (therapist) => {
    await walkTherapist(therapist, look);
    await as("partner_a", async (ana) => {
      await walkAlone(ana, look);
      await walkWork(ana, look);
      await walkTelling(ana, look);
      await at(ana, look, "closeness-alone", "/plan/closeness");
      await walkOwnPlan(ana, look);
      await as("partner_b", async (bo) => {
        await walkTwo(ana, bo, look);
        await openJointWork(therapist);
        await walkTalks(ana, bo, look);
        await walkCloseness(ana, bo, look);
        await walkAgreements(ana, look);
        await walkBoundaries(ana, look);
        await walkConflicts(ana, look);
        await walkDoubts(ana, look);
        await walkAppreciations(ana, look);
        await walkAgenda(ana, therapist, look);
      });
      await walkLeaving(ana, look);
      await walkLast(ana, server, look);
    });
  });
}

/** What is left of a person's pages. */
async function walkLast(ana, server, look) {
  await walkSettings(ana, look);
  await walkRefusals(ana, server, look);
}
