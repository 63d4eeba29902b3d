// The whole way by keyboard alone: Tab, Enter, letters.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), startBrowser()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

const TABS_MAX = 80;

/** Presses Tab until the focused element meets `selector`; on the way, everything focused must be seen to be. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate((selector) => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const seen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      return { name: element.outerHTML.slice(0, 120), seen, reached: element.matches(selector) };
    }, selector);
    assert.ok(focus.seen, `one can see the focus on ${focus.name}`);
    if (focus.reached) return;
  }
  assert.fail(`${TABS_MAX} presses of Tab did not reach ${selector}`);
}

async function activate(page, selector, address) {
  await tabTo(page, selector);
  await Promise.all([page.waitForURL(address), page.keyboard.press("Enter")]);
}

test("a consult is booked and cancelled by keyboard", async () => {
  await visit(browser, server, { viewport: DESKTOP }, async (page) => {
    await page.goto("/");
    await activate(page, 'a[href="/book"]', /\/book/);
    await activate(page, 'form[action$="/hold"] button', /\/details/);
    await tabTo(page, 'input[name="name"]');
    await page.keyboard.type("Robin Example");
    await tabTo(page, 'input[name="email"]');
    await page.keyboard.type("robin@example.org");
    await Promise.all([page.waitForURL(/\/manage\//), page.keyboard.press("Enter")]);
    await activate(page, 'a[href$="/cancellation"]', /\/cancellation/);
    await tabTo(page, 'form[action$="/cancellation"] button[type="submit"]');
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.pathname.endsWith("/cancellation"));
    assert.match(await page.locator("main").innerText(), /cancelled/i);
  });
});

test("the first Tab leads past the head of the page", async () => {
  await visit(browser, server, { viewport: DESKTOP }, async (page) => {
    await page.goto("/book");
    await page.keyboard.press("Tab");
    const target = await page.evaluate(() => document.activeElement.getAttribute("href"));
    assert.match(target ?? "", /^#/, "the first thing focused is the link to the page's content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null), "the next one is inside it");
  });
});
