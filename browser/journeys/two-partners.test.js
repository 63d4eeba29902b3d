// Two partners, each in a browser of their own: both write alone, one passes on a code, both read the same rules, one
// shows something to the therapist, and one leaves. With script and without. Their pages are looked at in private.test.js.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, visit } from "../support/browser.js";
import { startDemo } from "../support/server.js";

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

async function signIn(page, link) {
  await page.goto(link);
  await page.locator("main form button").first().click();
  await page.waitForURL(/\/home/);
}

/** Runs `journey(ana, bo)` with a demo of its own; `options` are those of both browsers. */
async function withTwo(options, journey) {
  const server = await startDemo();
  try {
    await visit(browser, server, options, (ana) =>
      visit(browser, server, options, async (bo) => {
        await signIn(ana, server.signIn.partner_a);
        await signIn(bo, server.signIn.partner_b);
        await journey(ana, bo);
      }),
    );
  } finally {
    await server.stop();
  }
}

for (const javaScriptEnabled of [true, false]) {
  test(`two partners ${javaScriptEnabled ? "with" : "without"} script`, { timeout: 180_000 }, async () => {
    await withTwo({ javaScriptEnabled }, async (ana, bo) => {
      await ana.goto("/home");
      await ana.getByRole("link", { name: "What this has been like for me" }).click();
      await ana.getByRole("link", { name: "Begin", exact: true }).click();
      await ana.getByLabel("What do you need now?").fill("Some time.\n\nAnd to be asked.");
      await ana.getByRole("button", { name: "Keep it as finished" }).click();
      await ana.getByText("It is kept.").waitFor();
      const item = new URL(ana.url()).pathname;

      await ana.goto("/home/policy");
      await ana.getByRole("button", { name: /I sign it/ }).click();
      await ana.goto(`${item}/audience`);
      await ana.getByLabel(/My therapist/).check();
      await ana.getByRole("button", { name: "See what they would get" }).click();
      await ana.getByRole("button", { name: /^Share it with/ }).click();
      await ana.getByText("It is shared as you saw it.").waitFor();
      await ana.goto(`${item}/audience`);
      await ana.getByRole("button", { name: /Take it back from/ }).click();
      await ana.getByText("It is taken back.").waitFor();

      await ana.goto("/home/couple/code");
      await ana.getByRole("button", { name: /Make a code/ }).click();
      const code = await ana.locator(".code").innerText();
      assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
      await bo.goto("/home/couple/link");
      await bo.getByLabel("The code that you were given").fill("AAAAA-AAAAA");
      await bo.getByRole("button", { name: /Link our pages/ }).click();
      await bo.getByLabel("The code that you were given").fill(code.toLowerCase());
      await bo.getByRole("button", { name: /Link our pages/ }).click();
      await bo.getByText("You are linked now.").waitFor();
      await ana.goto("/home");

      const before = await bo.goto("/home").then((answer) => answer.text());
      await ana.goto("/home/couple/leave");
      await ana.getByRole("button", { name: "End the link now" }).click();
      await ana.locator("select").selectOption({ index: 5 });
      await ana.getByLabel("Take it all back").check();
      await ana.getByLabel("They stay").check();
      await ana.getByRole("button", { name: "End the link now" }).click();
      await ana.getByText("The link is ended.").waitFor();
      const later = await bo.goto("/home").then((answer) => answer.text());
      assert.equal(later, before, "the other's page stays as it was, byte for byte");

      await ana.goto(`${item}/deletion`);
      await ana.getByRole("button", { name: "Delete it for good" }).click();
      await ana.getByText("It is deleted.").waitFor();
    });
  });
}
