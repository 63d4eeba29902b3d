// Someone comes back by their link: sees the booking, adds it to a calendar, moves it, cancels it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";
import { book, openings, until } from "../support/steps.js";

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), startBrowser()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

async function startOf(page, link) {
  await page.goto(link);
  return page.locator("main time").first().getAttribute("datetime");
}

for (const javaScriptEnabled of [true, false]) {
  test(`a booking is moved and cancelled ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    await visit(browser, server, { javaScriptEnabled }, async (page) => {
      const email = javaScriptEnabled ? "with@example.org" : "without@example.org";
      const link = await book(page, { name: "Robin Example", email });
      const before = await startOf(page, link);

      await page.locator('main a[href$="/move"]').click();
      await page.waitForURL(/\/move/);
      await page.locator('main form[action$="/move"] button[type="submit"]').nth(2).click();
      await page.waitForURL((url) => !url.pathname.endsWith("/move"));
      const moved = await startOf(page, link);
      assert.notEqual(moved, before, "the same link shows the new time");

      await page.locator('main a[href$="/cancellation"]').click();
      await page.locator('textarea[name="reason"]').fill("Not this week.");
      await page.locator('main form[action$="/cancellation"] button[type="submit"]').click();
      await page.waitForURL((url) => !url.pathname.endsWith("/cancellation"));
      await page.goto(link);
      assert.match(await page.locator("main").innerText(), /cancelled/i);
      assert.equal(await page.locator('main a[href$="/move"]').count(), 0, "a cancelled booking offers no move");

      const instant = Date.parse(moved);
      assert.ok((await openings(server)).some((one) => Date.parse(one.start) === instant), "its time is open again");
      await until(async () => {
        const mine = (await server.letters()).filter((letter) => letter.includes(`To: ${email}`));
        return mine.some((letter) => /^METHOD:CANCEL|cancel/im.test(letter));
      }, "letter about the cancellation");
      for (const letter of await server.letters()) assert.ok(!letter.includes("Not this week"), "the reason is private");
    });
  });
}

test("the calendar file is an appointment and no more", async () => {
  await visit(browser, server, {}, async (page) => {
    const link = await book(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator('main a[href$="appointment.ics"]').first().click(),
    ]);
    assert.match(download.suggestedFilename(), /\.ics$/);
    const answer = await fetch(`${link}/appointment.ics`);
    assert.match(answer.headers.get("content-type"), /^text\/calendar/);
    const text = await answer.text();
    assert.match(text, /^BEGIN:VCALENDAR\r\n/);
    assert.match(text, /\r\nSUMMARY:Appointment\r\n/);
    assert.doesNotMatch(text, /Robin/);
  });
});

test("looking changes nothing", async () => {
  await visit(browser, server, {}, async (page) => {
    const link = await book(page);
    const before = await startOf(page, link);
    for (const path of ["", "/cancellation", "/move", "/appointment.ics"]) {
      const answer = await fetch(link + path);
      assert.equal(answer.status, 200, path);
      assert.match(answer.headers.get("cache-control") ?? "", /no-store/, `${path} is kept nowhere`);
      assert.equal(answer.headers.get("set-cookie"), null);
    }
    assert.equal(await startOf(page, link), before);
    assert.doesNotMatch(await page.locator("main h1").innerText(), /cancelled/i);
  });
});
