// Every page, at every width and in both colour schemes: no fault for axe-core, no scrolling sideways, a picture.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, NARROW, PHONE, checkAccessible, checkFits, shot, startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";
import { book, chooseTime } from "../support/steps.js";

let server;
let browser;
const pages = [];

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  await visit(browser, server, {}, async (page) => {
    await page.goto("/book/couple-session");
    await chooseTime(page, "last");
    const details = page.url();
    const booked = await book(page);
    const cancelled = await book(page, { place: "last" });
    await page.goto(`${cancelled}/cancellation`);
    await page.locator('main form[action$="/cancellation"] button[type="submit"]').click();
    await page.waitForURL((url) => !url.pathname.endsWith("/cancellation"));
    pages.push(
      ["home", "/"],
      ["book", "/book"],
      ["book-couple", "/book/couple-session"],
      ["book-therapist", "/book/phone-consult?therapist=ben&zone=America/New_York"],
      ["details", details],
      ["booked", `${booked}?booked`],
      ["manage", booked],
      ["move", `${booked}/move`],
      ["cancel", `${booked}/cancellation`],
      ["cancelled", cancelled],
      ["therapists", "/therapists"],
      ["help-now", "/help-now"],
      ["not-found", "/nowhere"],
    );
  });
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const looks = [
  ["phone-light", { viewport: PHONE, colorScheme: "light" }],
  ["phone-dark", { viewport: PHONE, colorScheme: "dark" }],
  ["desktop-light", { viewport: DESKTOP, colorScheme: "light" }],
  ["desktop-dark", { viewport: DESKTOP, colorScheme: "dark" }],
];

for (const [look, options] of looks) {
  test(`every page is accessible: ${look}`, async () => {
    await visit(browser, server, options, async (page) => {
      for (const [name, address] of pages) {
        await page.goto(address);
        await checkAccessible(page, name);
        await shot(page, `${name}-${look}`);
      }
    });
  });
}

test("no page scrolls sideways at 320 pixels, nor with text twice as large", async () => {
  await visit(browser, server, { viewport: NARROW }, async (page) => {
    for (const [name, address] of pages) {
      await page.goto(address);
      await checkFits(page, name);
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      await checkFits(page, `${name} with large text`);
    }
  });
});

test("every page can be left at once and names help, without script too", async () => {
  await visit(browser, server, { javaScriptEnabled: false }, async (page) => {
    for (const [name, address] of pages) {
      await page.goto(address);
      assert.ok(await page.getByRole("link", { name: /leave this page/i }).first().isVisible(), `${name}: leave`);
      assert.ok((await page.locator('a[href^="/help-now"]').count()) > 0 || name === "help-now", `${name}: help`);
      assert.equal(await page.locator("h1").count(), 1, `${name} has one heading of the first rank`);
    }
  });
});

test("leaving replaces what the back button would show", async () => {
  await visit(browser, server, {}, async (page, context) => {
    // Nothing outside is ever asked in a test: whatever is not ours is answered here.
    const elsewhere = [];
    await context.route(
      (url) => !url.href.startsWith(server.url),
      (route) => {
        elsewhere.push(route.request().url());
        return route.fulfill({ contentType: "text/html", body: "<title>Elsewhere</title>" });
      },
    );
    page.removeAllListeners("request");
    await page.goto("/help-now");
    await page.goto("/book");
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Shift");
    await page.waitForFunction((home) => !location.href.startsWith(home), server.url);
    assert.ok(elsewhere.length > 0);
    await page.goBack();
    assert.ok(!page.url().endsWith("/book"), "the page that was left is not the one before");
  });
});
