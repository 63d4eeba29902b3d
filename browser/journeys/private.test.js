// Every private page, and what each says when something is wrong: no fault for axe-core, in no colour scheme too little
// contrast, no scrolling sideways at 320 pixels, nor with text twice as large, and every stop seen by whoever has a
// keyboard alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NARROW, PHONE, checkAccessible, checkFits, startBrowser, visit } from "../support/browser.js";
import { checkKeyboard } from "../support/keyboard.js";
import { walkOneDevice } from "../support/one_device.js";
import { walkAll } from "../support/private.js";
import { startDemo } from "../support/server.js";
import { walkTogether } from "../support/together.js";

const SCHEMES = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["forced colours", { colorScheme: "light", forcedColors: "active" }],
];

async function look(page, name) {
  assert.equal(await page.locator("h1").count(), 1, `${name} has one heading of the first rank`);
  for (const [scheme, media] of SCHEMES) {
    await page.emulateMedia({ forcedColors: "none", ...media });
    await checkAccessible(page, `${name} (${scheme})`, scheme === "light" ? undefined : ["color-contrast"]);
  }
  await page.emulateMedia({ forcedColors: "none", colorScheme: "light" });
  await page.setViewportSize(NARROW);
  await checkFits(page, name);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  await checkFits(page, `${name} with large text`);
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
  await page.setViewportSize(PHONE);
  await checkKeyboard(page, name);
}

test("every private page can be read and used by everyone", { timeout: 400_000 }, async () => {
  const [server, browser] = await Promise.all([startDemo(), startBrowser()]);
  try {
    await walkAll(server, (journey) => visit(browser, server, {}, journey), look);
  } finally {
    await Promise.all([browser.close(), server.stop()]);
  }
});

test("so can what two do together over weeks", { timeout: 400_000 }, async () => {
  const browser = await startBrowser();
  try {
    await walkTogether(browser, look);
  } finally {
    await browser.close();
  }
});

test("so can a talk of two on one device", { timeout: 400_000 }, async () => {
  const browser = await startBrowser();
  try {
    await walkOneDevice(browser, look);
  } finally {
    await browser.close();
  }
});
