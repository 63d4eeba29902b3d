// What the pages cost and how they hold still: bytes of a first visit, letters that come late, zoom, motion, and the colours
// that a system forces.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, checkAccessible, checkFits, startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";

/** Bytes with the heads of the answers. */
const FIRST_BYTES_MAX = 14_000;
const ALL_BYTES_MAX = 60_000;
const MOTION_SECONDS_MAX = 0.15;

let server;
let browser;
let pages;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  const list = await (await fetch(`${server.url}/sitemap.xml`)).text();
  pages = [...list.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
  assert.ok(pages.length >= 25, `${pages.length} pages`);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

test("a first visit to any page costs little, whichever page it is", async () => {
  for (const path of pages) {
    await visit(browser, server, {}, async (page, context) => {
      const session = await context.newCDPSession(page);
      await session.send("Network.enable");
      const kinds = new Map();
      const bytes = new Map();
      session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
      session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
      await page.goto(path, { waitUntil: "networkidle" });
      const sum = (wanted) => [...bytes].filter(([id]) => wanted(kinds.get(id))).reduce((all, [, one]) => all + one, 0);
      const first = sum((kind) => ["Document", "Stylesheet"].includes(kind));
      assert.ok(first > 2000 && first <= FIRST_BYTES_MAX, `${path}: HTML and CSS are ${first} bytes`);
      assert.ok(sum(() => true) <= ALL_BYTES_MAX, `${path}: everything is ${sum(() => true)} bytes`);
    });
  }
});

for (const [size, viewport] of [["phone", PHONE], ["desktop", DESKTOP]]) {
  test(`nothing jumps when the letters come late: ${size}`, async () => {
    for (const path of pages) {
      await visit(browser, server, { viewport }, async (page) => {
        // The letters wait until the page was painted without them.
        let painted;
        const waiting = new Promise((resolve) => (painted = resolve));
        await page.route("**/*.woff2", async (route) => {
          await waiting;
          await route.continue();
        });
        await page.addInitScript(() => {
          globalThis.jumps = 0;
          const add = (list) => list.getEntries().forEach((entry) => (globalThis.jumps += entry.value));
          new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
        });
        await page.goto(path, { waitUntil: "commit" });
        await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
        painted();
        await page.waitForLoadState("networkidle");
        await page.evaluate(() => document.fonts.ready);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        assert.equal(await page.evaluate(() => globalThis.jumps), 0, path);
      });
    }
  });
}

test("at a zoom of 200 % every page fits a laptop's window, and can be left", async () => {
  const zoomed = { viewport: { width: DESKTOP.width / 2, height: DESKTOP.height / 2 }, deviceScaleFactor: 2 };
  await visit(browser, server, zoomed, async (page) => {
    for (const path of [...pages, "/nowhere"]) {
      await page.goto(path);
      await checkFits(page, `${path} at 200 %`);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      const exit = await page.getByRole("link", { name: "Leave this page" }).first().boundingBox();
      assert.ok(exit.y >= 0 && exit.y + exit.height <= DESKTOP.height / 2, `${path}: the way out is in sight`);
    }
  });
});

test("what moves, moves briefly, and not at all for those who asked for stillness", async () => {
  for (const [reducedMotion, most] of [["no-preference", MOTION_SECONDS_MAX], ["reduce", 0]]) {
    await visit(browser, server, { reducedMotion }, async (page) => {
      for (const path of pages) {
        await page.goto(path);
        const longest = await page.evaluate(() => {
          const seconds = (text) => text.split(",").map((part) => parseFloat(part) * (part.trim().endsWith("ms") ? 0.001 : 1));
          const of = (style) => [...seconds(style.transitionDuration), ...seconds(style.animationDuration)];
          return Math.max(...[...document.querySelectorAll("*")].flatMap((one) => of(getComputedStyle(one))));
        });
        assert.ok(longest <= most, `${path}: something moves for ${longest} s`);
      }
    });
  }
});

test("in forced colours every button keeps its edge, and the focus can be seen", async () => {
  await visit(browser, server, { forcedColors: "active" }, async (page) => {
    for (const path of ["/", "/guide", "/book", "/help-now", "/guide/exercises/say-it-plainly"]) {
      await page.goto(path);
      const edges = await page.locator(".button, .time, .exit").evaluateAll((all) =>
        all.filter((one) => one.checkVisibility()).map((one) => [one.textContent.trim(), getComputedStyle(one).borderTopStyle, parseFloat(getComputedStyle(one).borderTopWidth)]),
      );
      assert.ok(edges.length > 0, path);
      for (const [name, style, width] of edges) assert.ok(style === "solid" && width >= 1, `${path}: ${name}: ${style} ${width}`);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.equal(ring, "solid", `${path}: the focus is seen`);
      await checkAccessible(page, `${path} in forced colours`);
    }
  });
});

test("a wrong address names the page that was meant", async () => {
  await visit(browser, server, {}, async (page) => {
    assert.equal((await page.goto("/guide/aknowlege")).status(), 404);
    await page.getByRole("link", { name: "Step one: acknowledge what happened" }).click();
    await page.waitForURL("**/guide/acknowledge");
  });
});
