// What someone typed is never lost, and every error is beside its field.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessible, startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";
import { TIMES, bookByProgram, bookButton, chooseTime, fillDetails } from "../support/steps.js";

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), startBrowser()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

/** Sends the form as a browser would that checks nothing by itself; answers the status. */
async function send(page) {
  await page.evaluate(() => document.querySelectorAll("form").forEach((form) => (form.noValidate = true)));
  const [answer] = await Promise.all([page.waitForNavigation(), bookButton(page).click()]);
  return answer.status();
}

/** The words that a screen reader reads with the field. */
async function described(page, field) {
  return page.locator(`[name="${field}"]`).first().evaluate((element) => {
    const group = element.closest("fieldset");
    const ids = [element, group].map((one) => one?.getAttribute("aria-describedby") ?? "").join(" ").split(/\s+/);
    return ids.map((id) => (id ? (document.getElementById(id)?.innerText ?? "") : "")).join(" ");
  });
}

test("all errors at once, each beside its field, with a summary on top", async () => {
  await visit(browser, server, {}, async (page) => {
    await page.goto("/book/phone-consult");
    await chooseTime(page);
    await fillDetails(page, { name: "", email: "not an address" });
    assert.equal(await send(page), 422);
    assert.equal(await page.locator('[name="email"]').inputValue(), "not an address", "what was typed is kept");
    assert.equal(await page.locator('[name="name"]').getAttribute("aria-invalid"), "true");
    assert.match(await described(page, "name"), /\w/);
    assert.match(await described(page, "email"), /\w/);
    assert.match(await page.title(), /^Error: /);
    const summary = page.locator('[role="alert"]');
    assert.ok((await summary.locator("a").count()) >= 2, "the summary links to each field");
    assert.ok(await summary.evaluate((one) => one.contains(document.activeElement) || one === document.activeElement));
    await summary.locator("a").first().click();
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("name")), "name");
    await checkAccessible(page, "the details with errors");
    await fillDetails(page);
    await Promise.all([page.waitForURL(/\/manage\//), bookButton(page).click()]);
  });
});

test("a name that looks like markup is shown as it was typed", async () => {
  await visit(browser, server, {}, async (page) => {
    await page.goto("/book/phone-consult");
    await chooseTime(page);
    const name = `<b onclick="x">O'Brien & Söhne</b>`;
    await fillDetails(page, { name });
    await Promise.all([page.waitForURL(/\/manage\//), bookButton(page).click()]);
    assert.ok((await page.locator("main").innerText()).includes(name));
  });
});

test("who loses a race keeps what they typed and is shown the nearest times", async () => {
  await visit(browser, server, {}, async (page) => {
    await page.goto("/book/couple-session");
    await chooseTime(page, "last");
    const typed = { name: "Kept Name", email: "kept@example.org", phone: "801-555-0177" };
    await fillDetails(page, typed);
    const address = new URL(page.url());
    const [hold, start] = [address.searchParams.get("hold"), address.searchParams.get("start")];
    const released = await fetch(`${server.url}/api/v1/holds/${hold}`, { method: "DELETE" });
    assert.equal(released.status, 204, "the hold ended, as if it had lapsed");
    await bookByProgram(server, { offering: "couple-session", start });

    assert.equal(await send(page), 409);
    assert.equal(await page.locator('[name="name"]').inputValue(), typed.name);
    assert.equal(await page.locator('[name="email"]').inputValue(), typed.email);
    assert.equal(await page.locator('[name="phone"]').inputValue(), typed.phone);
    await checkAccessible(page, "the details after a lost race");
    const nearest = page.locator('main form:has([name="name"]) button[name="start"]');
    assert.ok((await nearest.count()) >= 1, "the nearest times are there to choose");
    await page.focus('[name="name"]');
    await page.keyboard.press("Enter");
    assert.equal(await page.locator('[name="name"]').inputValue(), typed.name, "Enter chooses none of them");
    assert.doesNotMatch(page.url(), /\/manage\//);
    await Promise.all([page.waitForURL(/\/manage\//), nearest.first().click()]);
    assert.match(await page.locator("main").innerText(), /Kept Name/);
  });
});

test("a time taken while the list was read leads to the nearest ones", async () => {
  await visit(browser, server, {}, async (page) => {
    await page.goto("/book/couple-session");
    const time = page.locator(TIMES).first();
    const start = await time.evaluate((button) => new FormData(button.form, button).get("start"));
    await bookByProgram(server, { offering: "couple-session", start });
    const [answer] = await Promise.all([page.waitForNavigation(), time.click()]);
    assert.equal(answer.status(), 409);
    await checkAccessible(page, "the page after a lost race");
    await chooseTime(page);
  });
});

test("a wrong address is answered kindly and leads on", async () => {
  await visit(browser, server, {}, async (page) => {
    for (const path of ["/nowhere", "/manage/guessed", "/book/nothing-like-this"]) {
      const answer = await page.goto(path);
      assert.equal(answer.status(), 404, path);
      assert.ok((await page.locator("main a").count()) >= 1, `${path} leads somewhere`);
      await checkAccessible(page, path);
    }
    const answer = await page.goto("/book/phone-consult?zone=Nowhere/Land");
    assert.equal(answer.status(), 422);
  });
});
