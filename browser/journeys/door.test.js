// The public pages of the guide and around it, as whoever reads them meets them: with and without script, by keyboard,
// small, large, and in the colours that a system forces.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, NARROW, PHONE, checkAccessible, checkFits, shot, startBrowser, visit } from "../support/browser.js";
import { checkKeyboard } from "../support/keyboard.js";
import { startServer } from "../support/server.js";

let server;
let browser;
/** Every page that search engines are told of, by path. */
let pages;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  const list = await (await fetch(`${server.url}/sitemap.xml`)).text();
  pages = [...list.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
  assert.ok(pages.length >= 25, `${pages.length} pages`);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const named = (path) => (path === "/" ? "home" : path.slice(1).replaceAll("/", "-"));

const looks = [
  ["phone-light", { viewport: PHONE, colorScheme: "light" }],
  ["desktop-light", { viewport: DESKTOP, colorScheme: "light", reducedMotion: "reduce" }],
  ["phone-dark", { viewport: PHONE, colorScheme: "dark" }],
  ["desktop-dark", { viewport: DESKTOP, colorScheme: "dark" }],
  ["forced-colours", { viewport: PHONE, forcedColors: "active" }],
];

for (const [look, options] of looks) {
  test(`every public page is accessible, sets no cookie and asks nobody else: ${look}`, async () => {
    await visit(browser, server, options, async (page, context) => {
      for (const path of pages) {
        const answer = await page.goto(path);
        assert.equal(answer.status(), 200, path);
        assert.equal(answer.headers()["set-cookie"], undefined, path);
        await checkAccessible(page, `${path} (${look})`);
        await shot(page, `door-${named(path)}-${look}`);
      }
      assert.deepEqual(await context.cookies(), []);
    });
  });
}

test("without script every public page says the same, and nothing that only script could do", async () => {
  const read = async (options) => {
    const texts = [];
    await visit(browser, server, options, async (page) => {
      for (const path of pages) {
        await page.goto(path);
        texts.push([path, await page.locator("main").innerText()]);
      }
    });
    return texts;
  };
  const plain = await read({ javaScriptEnabled: false });
  const scripted = await read({});
  const withoutButton = ([path, text]) => [path, text.replace("Print this page\n\n", "")];
  assert.deepEqual(plain, scripted.map(withoutButton));
});

test("no public page scrolls sideways at 320 pixels, nor with text twice as large", async () => {
  await visit(browser, server, { viewport: NARROW }, async (page) => {
    for (const path of pages) {
      await page.goto(path);
      await checkFits(page, path);
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      await checkFits(page, `${path} with large text`);
    }
  });
});

test("every public page is walked by keyboard in its own order, and each stop is seen", async () => {
  await visit(browser, server, { viewport: DESKTOP }, async (page) => {
    for (const path of pages) {
      await page.goto(path);
      await checkKeyboard(page, path);
    }
  });
});

test("text keeps the measure of a book on a wide screen", async () => {
  await visit(browser, server, { viewport: DESKTOP }, async (page) => {
    await page.goto("/guide/acknowledge");
    const longest = await page.evaluate(() => {
      const paragraph = document.querySelector(".prose p");
      const style = getComputedStyle(paragraph);
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const text = [...document.querySelectorAll(".prose p")].map((one) => one.textContent).join(" ");
      return (paragraph.clientWidth / pen.measureText(text).width) * text.length;
    });
    assert.ok(longest >= 58 && longest <= 68, `${longest.toFixed(1)} characters in a line`);
  });
});

test("times stay in one line on every width", async () => {
  for (const viewport of [NARROW, PHONE, DESKTOP]) {
    await visit(browser, server, { viewport }, async (page) => {
      await page.goto("/book");
      const heights = await page.locator(".times .time").evaluateAll((all) => all.map((one) => one.offsetHeight));
      assert.ok(heights.length > 0 && Math.max(...heights) - Math.min(...heights) <= 1, `${viewport.width}: ${heights}`);
    });
  }
});

test("from the guide to a confirmed talk in three activations, with two fields", async () => {
  await visit(browser, server, {}, async (page) => {
    await page.goto("/guide/communicate");
    await page.getByRole("link", { name: /^Book/ }).first().click();
    await page.waitForURL(/\/book/);
    await Promise.all([page.waitForURL(/\/details/), page.locator(".times .time").last().click()]);
    await page.fill('input[name="name"]', "Robin Example");
    await page.fill('input[name="phone"]', "801-555-0134");
    await Promise.all([page.waitForURL(/\/manage\//), page.locator("form button.button-main").click()]);
    assert.match(await page.locator("h1").innerText(), /booked/i);
  });
});

test("on paper an exercise is what it is: questions, lines to write on, and nothing to press", async () => {
  await visit(browser, server, {}, async (page) => {
    await page.goto("/guide/exercises/say-it-plainly");
    await page.emulateMedia({ media: "print" });
    for (const selector of [".exit", ".foot", ".safety", "[data-paper]", ".crumb"]) {
      assert.ok(!(await page.locator(selector).first().isVisible()), `${selector} is not printed`);
    }
    assert.ok((await page.locator(".write").count()) >= 10);
    await shot(page, "door-exercise-on-paper");
  });
});
