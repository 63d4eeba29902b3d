// What a page may ask for, keep and say about a visitor: nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";
import { book } from "../support/steps.js";

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), startBrowser()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

test("public pages set no cookie and keep nothing", async () => {
  await visit(browser, server, {}, async (page, context) => {
    for (const path of ["/", "/book", "/book/couple-session", "/therapists", "/help-now"]) {
      const answer = await page.goto(path);
      assert.equal(answer.status(), 200, path);
      assert.equal(answer.headers()["set-cookie"], undefined, path);
      const kept = await page.evaluate(() => localStorage.length + sessionStorage.length);
      assert.equal(kept, 0, `${path} keeps nothing in the browser`);
    }
    assert.deepEqual(await context.cookies(), []);
  });
});

test("a strict policy stands on every page, and no inline script would run", async () => {
  await visit(browser, server, {}, async (page) => {
    const link = await book(page);
    for (const path of ["/", "/book", link, "/nowhere"]) {
      const policy = (await page.goto(path)).headers()["content-security-policy"] ?? "";
      assert.match(policy, /default-src 'none'|default-src 'self'/, path);
      assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|https?:|\*/, path);
      assert.match(policy, /frame-ancestors 'none'/, path);
      assert.match(policy, /form-action 'self'/, path);
    }
  });
});

test("a booking's page tells its address to nobody", async () => {
  await visit(browser, server, {}, async (page) => {
    const link = await book(page);
    const headers = (await page.goto(link)).headers();
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.match(headers["cache-control"], /no-store/);
    assert.match(headers["x-robots-tag"] ?? "", /noindex/);
  });
});

test("neither log nor metrics hold what someone typed", async () => {
  await visit(browser, server, {}, async (page) => {
    const link = await book(page, { name: "Quintessa Canary", email: "canary@example.net", phone: "801-555-0199" });
    await page.goto(`${link}/cancellation`);
    await page.locator('textarea[name="reason"]').fill("A canary reason.");
    await page.locator('main form[action$="/cancellation"] button[type="submit"]').click();
    await page.waitForURL((url) => !url.pathname.endsWith("/cancellation"));
    const token = new URL(link).pathname.split("/")[2];
    for (const secret of ["Quintessa", "canary@", "canary reason", "555-0199", token]) {
      assert.ok(!server.log().toLowerCase().includes(secret.toLowerCase()), `the log does not hold ${secret}`);
    }
  });
});
