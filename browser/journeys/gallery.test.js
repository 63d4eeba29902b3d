// Every sample of every component, light and dark, small and with large text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { NARROW, PHONE, checkAccessible, checkFits, shot, startBrowser, visit } from "../support/browser.js";
import { startDemo } from "../support/server.js";

let server;
let browser;
let samples;

before(async () => {
  [server, browser] = await Promise.all([startDemo(), startBrowser()]);
  const text = await (await fetch(`${server.url}/gallery`)).text();
  samples = ["/gallery", ...[...text.matchAll(/href="(\/gallery\/[^"]+)"/g)].map(([, path]) => path)];
  assert.ok(samples.length > 30, `${samples.length} samples`);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

for (const [look, options] of [
  ["light", { viewport: PHONE, colorScheme: "light" }],
  ["dark", { viewport: PHONE, colorScheme: "dark" }],
  ["forced-colours", { viewport: PHONE, forcedColors: "active" }],
]) {
  test(`every sample is accessible: ${look}`, async () => {
    await visit(browser, server, options, async (page) => {
      for (const path of samples) {
        assert.equal((await page.goto(path)).status(), 200, path);
        await checkAccessible(page, `${path} (${look})`);
        await shot(page, `${path.slice(1).replaceAll("/", "-")}-${look}`);
      }
    });
  });
}

test("no sample scrolls sideways at 320 pixels, nor with text twice as large", async () => {
  await visit(browser, server, { viewport: NARROW }, async (page) => {
    for (const path of samples) {
      await page.goto(path);
      await checkFits(page, path);
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      await checkFits(page, `${path} with large text`);
    }
  });
});
