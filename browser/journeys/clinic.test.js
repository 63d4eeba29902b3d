// Staff at work in the demo's practice: every page of theirs, at two widths and in both colour schemes, without a fault
// for axe-core and without scrolling sideways; and what they do there works without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, NARROW, PHONE, checkAccessible, checkFits, shot, startBrowser, visit } from "../support/browser.js";
import { startDemo } from "../support/server.js";

let server;
let browser;
const kept = {};

before(async () => {
  [server, browser] = await Promise.all([startDemo(), startBrowser()]);
  for (const who of ["therapist", "front_desk", "owner"]) {
    await visit(browser, server, {}, async (page, context) => {
      await page.goto(server.signIn[who]);
      await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/sign-in")), page.locator("main form button").click()]);
      kept[who] = await context.storageState();
    });
  }
});
after(() => Promise.all([browser?.close(), server?.stop()]));

/** Goes through the pages of `who` and calls `look(page, name)` on each. */
async function walk(page, who, look) {
  const at = async (name, address) => {
    await page.goto(address);
    assert.equal(await page.locator("h1").count(), 1, `${name} has one heading of the first rank`);
    await look(page, name);
  };
  const first = async (selector) => page.locator(selector).first().getAttribute("href");
  if (who === "therapist") {
    await at("caseload", "/caseload");
    const couple = await first('main a[href^="/caseload/couples/"]');
    const screening = await first('main a[href*="/items/"]');
    const people = await page.locator('#people ~ ul a[href^="/caseload/people/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    await at("caseload-screening", screening);
    await at("caseload-couple", couple);
    await at("caseload-person", people.at(-1));
    await at("caseload-item", await first('main a[href*="/items/"]'));
    await at("caseload-hand-over", `${people.at(-1)}/clinician`);
    await at("caseload-back-in", `${people.at(-1)}/start-code`);
    await at("caseload-start-code", "/caseload/start-codes");
    await page.locator('main form[method="post"] button').last().click();
    await look(page, "caseload-start-code-made");
  } else if (who === "front_desk") {
    await at("desk", "/desk");
    await at("desk-start-code", "/desk/start-codes");
  } else {
    await at("team", "/settings/staff");
    await at("team-one", await first('main a[href^="/settings/staff/"]'));
    await at("team-new", "/settings/staff/new");
    await page.locator("main form button").click();
    await look(page, "team-new-errors");
    await at("audit", "/settings/audit");
  }
}

const looks = [
  ["phone-light", { viewport: PHONE, colorScheme: "light" }],
  ["phone-dark", { viewport: PHONE, colorScheme: "dark" }],
  ["desktop-light", { viewport: DESKTOP, colorScheme: "light" }],
  ["desktop-dark", { viewport: DESKTOP, colorScheme: "dark" }],
];

for (const who of ["therapist", "front_desk", "owner"]) {
  for (const [look, options] of looks) {
    test(`every page of the ${who} is accessible: ${look}`, async () => {
      await visit(browser, server, { ...options, storageState: kept[who] }, async (page) => {
        await walk(page, who, async (page, name) => {
          await checkAccessible(page, name);
          await shot(page, `${name}-${look}`);
        });
      });
    });
  }

  test(`no page of the ${who} scrolls sideways at 320 pixels`, async () => {
    await visit(browser, server, { viewport: NARROW, storageState: kept[who] }, async (page) => {
      await walk(page, who, (page, name) => checkFits(page, name));
    });
  });
}

test("joint work is paused and released without script", async () => {
  await visit(browser, server, { javaScriptEnabled: false, storageState: kept.therapist }, async (page) => {
    await page.goto("/caseload");
    await page.locator('main a[href^="/caseload/couples/"]').first().click();
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
