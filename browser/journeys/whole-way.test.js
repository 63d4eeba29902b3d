// The whole way of two people, each in a browser of their own: from the first page at night to dates that lie two years
// ahead. All five steps, with their therapist, over some months of the server's clock; with script and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, visit } from "../support/browser.js";
import { linkTwo, openJointWork, openSpace, press, screen, setUpTherapist, share, signPolicy, startCode } from "../support/people.js";
import { startServer } from "../support/server.js";
import { book } from "../support/steps.js";

/** Longer than anything waits by the usual pace. */
const EIGHT_DAYS = 8 * 24;
const PASSPHRASE = "quiet lamps over water";

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

const says = (page, words) => page.locator("main").getByText(words).first().waitFor();
const address = (page) => new URL(page.url()).pathname;
/** What stands folded, unfolded. */
const unfold = (page, words) => page.locator("main summary", { hasText: words }).first().click();

/** The therapist's page of a person. */
async function openPerson(therapist, name) {
  await therapist.goto("/caseload");
  await therapist.locator('#people ~ ul a[href^="/caseload/people/"]', { hasText: name }).first().click();
}

/** A first visit: a page of the guide, a free consult, and a space of one's own from the page of that appointment. */
async function fromTheDoor(page) {
  await page.goto("/");
  await page.locator('main a[href="/guide"]').first().click();
  await page.getByRole("link", { name: "Acknowledge" }).first().click();
  await says(page, /\w/);
  const booking = await book(page, { offering: "phone-consult?therapist=ada", name: "Ana Moreau", email: "ana@example.org" });
  await page.goto(`${booking}/account`);
  await page.fill('input[name="passphrase"]', PASSPHRASE);
  await press(page, "Make a private space");
  const name = await page.locator("#username").inputValue();
  return async () => {
    await page.goto("/sign-in");
    await page.fill('input[name="name"]', name);
    await page.fill('input[name="passphrase"]', PASSPHRASE);
    await press(page, "Sign in");
  };
}

/** What happened, what one wants, what is hard: a plan comes of it. */
async function begin(page, whose) {
  await page.goto("/plan/start/what");
  await page.locator('select[name="dishonesty"]').selectOption(whose);
  await press(page, "Go on");
  await page.locator('input[name="goal"][value="rebuild"]').check();
  await press(page, "Go on");
  await page.locator('input[name="trust"]').check();
  await press(page, "Go on");
  await says(page, "Why this first");
}

/** A week in two minutes. */
async function checkIn(page, choice) {
  await page.goto("/plan/check-in");
  for (const question of await page.locator("main fieldset:has(input[type=radio])").all()) {
    await question.locator('input[type="radio"]').nth(choice).check();
  }
  await press(page, "Keep it");
}

/** The first step: what it did to one, sent after a preview; then the other's account, once it is asked for. */
async function acknowledge({ ana, bo, pass }) {
  await ana.goto("/home/write/new/impact-statement?begin");
  await ana.getByLabel("What do you need now?").fill("Some time. And to be asked.");
  await press(ana, "Keep it as finished");
  const statement = address(ana);
  await signPolicy(ana);
  assert.match(await share(ana, statement), /And to be asked/);
  await bo.goto("/home/write/new/account?begin");
  await bo.getByLabel("What did you do?").fill("I said that I was at work, and I was not.");
  await press(bo, "Keep it as finished");
  const account = address(bo);
  await pass(EIGHT_DAYS);
  await bo.goto("/home/received");
  await bo.locator('main a[href^="/home/received/"]').first().click();
  await says(bo, "And to be asked.");
  await bo.goto(`${account}/audience`);
  await bo.getByLabel(/^Offer it to my partner/).check();
  await press(bo, "See what they would get");
  await press(bo, /^Offer/);
  await pass(EIGHT_DAYS);
  // She was heard first, so she can choose; what she asks for comes at the next hour.
  await ana.goto("/home/received");
  await ana.getByRole("link", { name: /^An account from/ }).click();
  const offer = address(ana);
  assert.ok(!(await ana.content()).includes("I was at work"), "no word of it before she asks");
  await press(ana, /all of it/i);
  await pass(48);
  await ana.goto(offer.replace("/offers/", "/received/"));
  await says(ana, "I said that I was at work, and I was not.");
}

/** The second: a talk by turns, an agreement, a boundary, and what keeps coming back. */
async function communicate({ ana, bo, pass }) {
  await ana.goto("/plan/talks/new");
  await ana.getByLabel("What is it about?").fill("Late evenings");
  await ana.getByLabel(/^By turns/).check();
  await ana.getByLabel("I do").check();
  await press(ana, "Begin it");
  const talk = address(ana);
  await ana.locator("textarea").fill("I lie awake when I do not hear from you.");
  await press(ana, "Say it");
  await ana.goto("/plan/agreements/new");
  await ana.getByLabel("The words").fill("We write when it gets later than nine.");
  await press(ana, "Suggest it");
  const agreement = address(ana);
  await press(ana, "Sign these words");
  await bo.goto("/plan/boundaries/new");
  await bo.getByLabel("What do you need?").fill("I need an hour alone after work.");
  await press(bo, "State it");
  await bo.goto("/plan/conflicts/new");
  await bo.getByLabel("What keeps coming back?").fill("Who cooks");
  await press(bo, "Name it");
  const conflict = address(bo);
  await pass(EIGHT_DAYS);
  await bo.goto(talk);
  await bo.locator("textarea").fill("You lie awake when I do not write.");
  await press(bo, "Say it back");
  await bo.goto(agreement);
  await press(bo, "Sign these words");
  await ana.goto(conflict);
  await says(ana, "Who cooks");
  await unfold(ana, "Say what you need");
  await ana.getByLabel("What do you need beneath it?").fill("To sit down together once a day.");
  await press(ana, "Keep it");
  await pass(EIGHT_DAYS);
  await ana.goto(talk);
  await press(ana, "Yes, that was it");
  await ana.goto("/plan/boundaries");
  await says(ana, "I need an hour alone after work.");
  for (const page of [ana, bo]) {
    await page.goto("/plan");
    await says(page, "We write when it gets later than nine.");
  }
}

/** The third: a small promise, a yes to it, how it went, and what one was glad of. */
async function followThrough({ ana, bo, pass }) {
  await bo.goto("/plan/commitments/new");
  await bo.getByLabel("When\u2026").fill("I come home from work");
  await bo.getByLabel("I will\u2026").fill("tell you my password");
  await bo.getByLabel("On days of the week that I choose").check();
  await bo.getByLabel("Tuesday").check();
  await bo.locator('select[name="lasts"]').selectOption("26");
  await press(bo, "Offer it");
  await bo.getByLabel("I will\u2026").fill("put my phone away and ask about your day");
  await press(bo, "Offer it");
  const promise = address(bo);
  await pass(EIGHT_DAYS);
  await ana.goto(promise);
  await press(ana, "Yes, I would like this");
  await pass(3 * EIGHT_DAYS);
  await bo.goto(promise);
  await bo.locator('select[name^="on-"]').first().selectOption("kept");
  await press(bo, "Keep it for me");
  await ana.goto(promise);
  await ana.getByRole("link", { name: "say so" }).click();
  await ana.getByLabel("What were you glad of?").fill("You asked, and I felt less alone.");
  await press(ana, "Give it");
  await pass(EIGHT_DAYS);
  await bo.goto("/plan/appreciations");
  await says(bo, "You asked, and I felt less alone.");
}

/** The fourth: an exercise from the therapist, the weeks, a line for the next session, and one press from the plan to a time. */
async function getSupport({ therapist, ana, bo, pass }) {
  await openPerson(therapist, "Ana");
  await therapist.locator('select[name="exercise"]').selectOption("what-to-bring");
  await press(therapist, "Put it in their plan");
  for (let week = 0; week < 3; week += 1) {
    await checkIn(ana, 1 + week);
    await checkIn(bo, 2);
    await pass(7 * 24);
  }
  await ana.goto("/plan/weeks");
  await ana.locator("main svg").first().waitFor();
  await ana.goto("/plan/agenda/new");
  await ana.getByLabel("What do you want to talk about?").fill("How we spend Sundays");
  await press(ana, "Add it");
  await therapist.goto("/caseload");
  await therapist.locator('main a[href^="/caseload/couples/"]').first().click();
  await says(therapist, "How we spend Sundays");
  await ana.goto("/plan");
  await says(ana, "What to bring");
  await ana.locator('main a[href="/plan/steps/4"]').first().click();
  await ana.locator('main a[href^="/book"]').first().click();
  await ana.locator('main form[action$="/hold"] button').first().waitFor();
}

/** Shows the therapist something of one's own, after its preview. */
async function show(page, address, words) {
  await page.goto(address);
  await page.getByRole("link", { name: "Show it to your therapist" }).click();
  await says(page, words);
  await press(page, /^Show it to/);
  await says(page, "Take it back");
}

/** The fifth: letters, closeness, a plan for a setback that is shown and taken back, and what lies two years ahead. */
async function patience({ server, therapist, ana, bo, pass }) {
  await ana.goto("/plan/forgiveness");
  await press(ana, "Yes, amends were made");
  await openPerson(therapist, "Ana");
  await therapist.locator('form[action$="/forgiveness-release"] select').selectOption("in-person");
  await press(therapist, "Release it");
  await ana.goto("/plan/exercises/a-letter-not-sent?write");
  await ana.locator("textarea").first().fill("To whoever reads this later.");
  await press(ana, "Keep it as finished");
  await ana.goto("/plan/letters");
  for (const page of [ana, bo]) {
    await page.goto("/plan/closeness");
    await page.getByLabel("Go for a walk").selectOption("yes");
    await press(page, "Keep it");
  }
  await pass(EIGHT_DAYS);
  for (const page of [ana, bo]) {
    await page.goto("/plan/closeness");
    await says(page, "Go for a walk");
  }
  await bo.goto("/plan/setbacks/text");
  await bo.getByLabel("How I notice early").fill("I go quiet.");
  await press(bo, "Keep it");
  await signPolicy(bo);
  await show(bo, "/plan/setbacks", "I go quiet.");
  await openPerson(therapist, "Bo");
  await therapist.getByRole("link", { name: "Their plan for a setback" }).click();
  await says(therapist, "I go quiet.");
  const shown = therapist.url();
  await bo.goto("/plan/setbacks/therapist");
  await press(bo, "Take it back");
  await says(bo, "Only you see it.");
  assert.equal((await therapist.goto(shown)).status(), 404);
  await ana.goto("/plan/long-term");
  await ana.getByLabel("What is it?").fill("A weekend by the lake");
  await ana.getByLabel("Month").selectOption("June");
  await ana.getByLabel("Day", { exact: true }).fill("18");
  await ana.getByLabel("Year").fill(String(server.now().getFullYear() + 2));
  await press(ana, "Keep it");
  await show(ana, "/plan/long-term", "A weekend by the lake");
}

/** Two who came from the door and by a code, and their therapist. */
async function withAll(options, journey) {
  const server = await startServer({ host: "localhost", clock: new Date().toISOString() });
  const alone = (journey) => visit(browser, server, options, journey);
  try {
    await alone((therapist) =>
      alone((ana) =>
        alone(async (bo) => {
          const again = [await setUpTherapist(therapist, server, { name: "Ada Fielding", slug: "ada" })];
          again.push(await fromTheDoor(ana));
          again.push(await openSpace(bo, await startCode(therapist), "Bo"));
          const pass = async (hours) => {
            await server.pass(hours);
            for (const signIn of again) await signIn();
          };
          await journey({ server, therapist, ana, bo, pass });
        }),
      ),
    );
  } finally {
    await server.stop();
  }
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with script" : "without script";
  test(`two go the whole way, from a first visit to a long-term plan, ${how}`, { timeout: 600_000 }, async () => {
    await withAll({ javaScriptEnabled }, async (three) => {
      const { therapist, ana, bo } = three;
      for (const page of [ana, bo]) await screen(page, "first");
      await begin(ana, "theirs");
      await begin(bo, "mine");
      await linkTwo(ana, bo);
      await openJointWork(therapist);
      await acknowledge(three);
      await communicate(three);
      await followThrough(three);
      await getSupport(three);
      await patience(three);
    });
  });
}
