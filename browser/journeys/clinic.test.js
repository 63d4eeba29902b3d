// Staff at work in the demo's practice, without script. Their pages are looked at in private.test.js.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, visit } from "../support/browser.js";
import { startDemo } from "../support/server.js";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

test("joint work is paused and released without script", async () => {
  await visit(browser, server, { javaScriptEnabled: false }, async (page) => {
    await page.goto(server.signIn.therapist);
    await page.locator("main form button").click();
    await page.waitForURL(/\/caseload/);
    await page.getByRole("link", { name: "Sam and Kit" }).click();
    await page.locator('form[action$="/pauses"] select').selectOption({ index: 1 });
    await page.fill('textarea[name="reason"]', "To be talked about.");
    await page.locator('form[action$="/pauses"] button').click();
    assert.match(await page.locator("main").innerText(), /To be talked about/);
    await page.locator("main details:not(.protocol) summary").first().click();
    await page.locator('form[action$="/releases"] select').selectOption("in-person");
    await page.locator('form[action$="/releases"] button').click();
    assert.doesNotMatch(await page.locator("main").innerText(), /To be talked about/);
  });
});
