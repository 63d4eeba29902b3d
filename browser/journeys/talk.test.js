// A talk of two, each in a browser of their own: live, where what one does is on the other's page without a press and nothing
// that is being typed is lost; and by turns over days, without script; and on one device.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, visit } from "../support/browser.js";
import { linkTwo, openJointWork, openSpace, press, setUpTherapist, startCode } from "../support/people.js";
import { startServer } from "../support/server.js";

/** Longer than anything waits by the usual pace. */
const EIGHT_DAYS = 8 * 24;

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

/** Two who are linked, with joint work open. */
async function withTwo(options, journey) {
  const server = await startServer({ host: "localhost", clock: new Date().toISOString() });
  const alone = (journey) => visit(browser, server, options, journey);
  try {
    await alone((therapist) =>
      alone((ana) =>
        alone(async (bo) => {
          await setUpTherapist(therapist, server, { name: "Ada Fielding", slug: "ada" });
          const again = [await openSpace(ana, await startCode(therapist), "Ana")];
          again.push(await openSpace(bo, await startCode(therapist), "Bo"));
          await linkTwo(ana, bo);
          await openJointWork(therapist);
          const pass = async (hours) => {
            await server.pass(hours);
            for (const signIn of again) await signIn();
          };
          await journey({ ana, bo, pass });
        }),
      ),
    );
  } finally {
    await server.stop();
  }
}

/** Begins a talk; answers its address. */
async function begin(page, how, topic) {
  await page.goto("/plan/talks");
  await page.getByRole("link", { name: "Begin a talk" }).click();
  await page.getByLabel("What is it about?").fill(topic);
  await page.getByLabel(how).check();
  await page.getByLabel("I do").check();
  await press(page, "Begin it");
  return new URL(page.url()).pathname;
}

const floor = (page, words) => page.locator(".floor", { hasText: words }).waitFor();

test("two talk live, and what came is there without a press", { timeout: 180_000 }, async () => {
  await withTwo({}, async ({ ana, bo }) => {
    const talk = await begin(ana, /^Live/, "Sunday evening");
    await press(ana, "Come in");
    await floor(ana, "You are in.");
    await bo.goto("/plan/talks");
    await bo.getByRole("link", { name: "Sunday evening" }).click();
    await floor(bo, "You can come in.");
    await press(bo, "Come in");
    await floor(bo, "You listen.");

    await floor(ana, "You have the floor.");
    await ana.getByText("What you want to say").waitFor();
    assert.match(await ana.locator("#talk-said").innerText(), /You have the floor/);
    await ana.locator("details#feelings summary").click();
    await ana.getByText("uneasy, on guard").waitFor();
    await ana.getByLabel("What you want to say").fill("I was alone with it.\n\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f33f}");
    await press(ana, "Say it");
    await floor(ana, "You have spoken.");

    await floor(bo, "Now say back what you heard.");
    assert.match(await bo.locator("main").innerText(), /I was alone with it\.\n\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f33f}/u);
    await bo.locator("details#course summary").click();
    const words = bo.locator("textarea");
    await words.click();
    await words.pressSequentially("You were al");

    // A break in the middle of a sentence: what is typed and where stays, and is nobody else's.
    await press(ana, "Take a break");
    await floor(bo, "The talk is on a break.");
    assert.equal(await words.inputValue(), "You were al");
    assert.ok(await words.evaluate((area) => area === document.activeElement), "the focus stays");
    assert.ok(await bo.locator("details#course").evaluate((one) => one.open), "what was opened stays so");
    assert.ok(!(await ana.content()).includes("You were al"));
    await words.pressSequentially("one with it.");
    await press(ana, "I am back");
    await floor(bo, "Now say back what you heard.");
    assert.equal(await words.inputValue(), "You were alone with it.");

    // A page that is closed in the middle, and opened again.
    await bo.goto("/home");
    await bo.goto(talk);
    assert.equal(await words.inputValue(), "You were alone with it.");
    await press(bo, "Say it back");
    await floor(ana, "Were you heard?");
    await press(ana, "Yes, that was it");
    await floor(bo, "You have the floor.");

    await press(ana, "Twenty quiet minutes");
    await floor(bo, /Quiet until \d+:\d\d (am|pm)/);
    await press(bo, "End the talk");
    await floor(ana, "This talk is over.");
    await ana.goto("/plan/talks/ended");
    await ana.getByRole("link", { name: "Sunday evening" }).waitFor();
  });
});

test("two talk by turns over days, without script", { timeout: 180_000 }, async () => {
  await withTwo({ javaScriptEnabled: false }, async ({ ana, bo, pass }) => {
    const talk = await begin(ana, /^By turns/, "The holidays");
    await ana.getByLabel("What you want to say").fill("I dread them.");
    await press(ana, "Say it");
    await floor(ana, "You have spoken.");
    assert.equal((await bo.goto(talk)).status(), 404, "it comes at its hour");
    await pass(EIGHT_DAYS);
    await bo.goto("/plan/talks");
    await bo.getByRole("link", { name: "The holidays" }).click();
    await bo.getByLabel("What you heard").fill("You dr");
    await press(bo, "Keep as a draft");
    await bo.getByText("Kept as your draft").waitFor();
    await bo.getByLabel("What you heard").fill("You dread them.");
    await press(bo, "Say it back");
    await pass(EIGHT_DAYS);
    await ana.goto(talk);
    await floor(ana, "Were you heard?");
    await press(ana, "Yes, that was it");
    await ana.getByRole("link", { name: "See whether something came" }).click();
    await press(ana, "End the talk");
    await bo.goto(talk);
    await floor(bo, "This talk is over.");
  });
});

/** Two at the first one's device, with a code that the second took on their own. */
for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with script" : "without script";
  test(`two talk on one device, ${how}`, { timeout: 180_000 }, async () => {
    await withTwo({ javaScriptEnabled }, async ({ ana, bo }) => {
      const talk = await begin(ana, /^On one device/, "The week ahead");
      await bo.goto(talk);
      await bo.getByRole("link", { name: /^A code for/ }).click();
      await press(bo, "Show me a code");
      const code = await bo.locator(".code").innerText();
      await ana.getByRole("link", { name: "Both on this device" }).click();
      await ana.getByLabel("The code").fill("AAAAA-AAAAA");
      await press(ana, "Begin on this device");
      await ana.getByText("This code opens nothing").first().waitFor();
      await ana.getByLabel("The code").fill(code);
      await press(ana, "Begin on this device");

      await floor(ana, "Ana, this is yours.");
      await press(ana, "Come in");
      await floor(ana, "Bo, this is yours.");
      await press(ana, "Come in");
      await floor(ana, "Ana, this is yours.");
      const links = await ana.locator("a[href]").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
      for (const link of links) assert.doesNotMatch(link, /^\/(home|plan|settings|safety|sign-in)/);
      await ana.getByLabel("What you want to say").fill("Sunday night is late for plans.");
      await press(ana, "Say it");
      await floor(ana, "Bo, this is yours.");
      assert.match(await ana.locator("main").innerText(), /Sunday night is late for plans\./);

      // One takes a break while the other types: the words stay, closed, and are on their author's own page alone.
      await ana.getByLabel("What you heard").fill("It is la");
      await press(ana, "Ana takes a break");
      await floor(ana, "The talk is on a break.");
      assert.ok(!(await ana.locator("#half-typed").evaluate((one) => one.open)));
      await press(ana, "Ana is back");
      assert.equal(await ana.getByLabel("What you heard").inputValue(), "It is la");
      await ana.getByLabel("What you heard").fill("It is late for you.");
      await press(ana, "Say it back");
      await floor(ana, "Ana, this is yours.");
      await press(ana, "Yes, that was it");
      await floor(ana, "Bo, this is yours.");

      // He closes his part from his own page; the device says only that it is closed.
      await bo.goto(`${talk}/code`);
      await press(bo, "Close it");
      await bo.getByText("It is closed").waitFor();
      await ana.getByLabel("What you want to say").fill("Not here.");
      await press(ana, "Say it");
      await ana.getByText("part on this device is closed").waitFor();
      await ana.goto(talk);
      await floor(ana, "You listen.");
      await bo.goto(talk);
      await floor(bo, "You have the floor.");
      await press(bo, "End the talk");
      await ana.goto(`${talk}/together`);
      await floor(ana, "This talk is over.");
      await press(ana, "Sign out here");
      await ana.getByText("You are signed out").first().waitFor();
      await ana.goBack();
      assert.match(new URL(ana.url()).pathname, /^\/sign-in/);
    });
  });
}
