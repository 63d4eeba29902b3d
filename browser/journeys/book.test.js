// Someone books the free consult, from the home page to the confirmation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";
import { TIMES, book, bookButton, chooseTime, fillDetails, until } from "../support/steps.js";

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), startBrowser()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

async function bookFromHome(page, context) {
  await page.goto("/");
  await page.locator('main a[href="/book"]').first().click();
  await page.waitForURL(/\/book/);
  assert.deepEqual(await context.cookies(), [], "no cookie before a form is sent");
  await chooseTime(page);
  const chosen = await page.locator("main time").first().innerText();
  await fillDetails(page);
  await Promise.all([page.waitForURL(/\/manage\//), bookButton(page).click()]);
  const said = await page.locator("main").innerText();
  assert.ok(said.includes(chosen), `the confirmation names the chosen time, ${chosen}`);
  return said;
}

for (const javaScriptEnabled of [true, false]) {
  test(`a consult is booked ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    await visit(browser, server, { javaScriptEnabled }, async (page, context) => {
      const lettersBefore = (await server.letters()).length;
      const said = await bookFromHome(page, context);
      const reference = said.match(/\b[0-9A-HJKMNP-TV-Z]{8}\b/)?.[0];
      assert.ok(reference, "the confirmation names a reference");
      const letters = await until(async () => {
        const all = await server.letters();
        return all.length > lettersBefore && all.some((letter) => letter.includes("To: robin@example.org")) ? all : null;
      }, "letter to the client");
      const letter = letters.find((one) => one.includes("robin@example.org"));
      assert.doesNotMatch(letter.split(/\r?\n\r?\n/)[0], /therap|couple|consult/i, "its head is neutral");
      assert.deepEqual(await context.cookies(), [], "no cookie afterwards either");
    });
  });
}

test("three activations and two fields are enough", async () => {
  await visit(browser, server, {}, async (page) => {
    await page.goto("/book");
    await chooseTime(page);
    const required = await page.locator("main [required], main [aria-required=true]").count();
    assert.ok(required <= 2, `${required} fields are required`);
    await page.fill('input[name="name"]', "Sam Example");
    await page.fill('input[name="phone"]', "801-555-0123");
    await Promise.all([page.waitForURL(/\/manage\//), bookButton(page).click()]);
    const kept = await page.locator("main").innerText();
    assert.ok(kept.includes(page.url().split("?")[0]), "who gave no e-mail address is shown the link to keep");
  });
});

test("a phone shows three times before any scrolling", async () => {
  await visit(browser, server, { viewport: PHONE }, async (page) => {
    await page.goto("/book");
    const boxes = await Promise.all((await page.locator(TIMES).all()).slice(0, 3).map((time) => time.boundingBox()));
    assert.equal(boxes.length, 3);
    for (const box of boxes) {
      assert.ok(box.y + box.height <= PHONE.height, `a time ends at ${box.y + box.height} of ${PHONE.height} pixels`);
      assert.ok(box.height >= 44, `a time is ${box.height} pixels high`);
    }
  });
});

test("a zone that someone chose is the zone of the page", async () => {
  await visit(browser, server, { viewport: DESKTOP }, async (page) => {
    await page.goto("/book/phone-consult?zone=America/New_York");
    assert.match(await page.locator("main").innerText(), /Eastern|New York/);
    await page.goto("/book/phone-consult");
    assert.match(await page.locator("main").innerText(), /Mountain|Denver/);
  });
});

test("the page that someone goes back to never blocks their own time", async () => {
  await visit(browser, server, {}, async (page) => {
    await page.goto("/book/phone-consult");
    await chooseTime(page);
    const first = await page.locator("main time").first().getAttribute("datetime");
    await page.goBack();
    await chooseTime(page);
    assert.equal(await page.locator("main time").first().getAttribute("datetime"), first);
    await fillDetails(page);
    await Promise.all([page.waitForURL(/\/manage\//), bookButton(page).click()]);
  });
});

test("a booking's page shows nobody else's", async () => {
  await visit(browser, server, {}, async (page) => {
    await book(page, { name: "First Person", email: "first@example.org" });
    await book(page, { name: "Second Person", email: "second@example.org" });
    const shown = await page.content();
    assert.ok(shown.includes("Second Person") && !shown.includes("First Person"));
  });
});
