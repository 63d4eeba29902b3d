// Debian's Chromium, and pages that watch themselves: every journey fails if a page asked a third party for anything,
// logged an error, or threw.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const screenshots = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

export const PHONE = { width: 360, height: 640 };
export const NARROW = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 900 };

export function startBrowser() {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Chromium refuses its own sandbox as root. The rest keeps it from looking up hosts of its maker.
    args: [
      ...(root ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Opens a page in a context of its own, runs `journey(page)`, closes it and passes on the answer. The page's faults fail the
 * journey.
 * `options` are Playwright's, with a phone's size unless said otherwise.
 */
export async function visit(browser, server, options, journey) {
  const context = await browser.newContext({
    viewport: PHONE,
    locale: "en-US",
    timezoneId: "America/Denver",
    baseURL: server.url,
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults = watch(page, server.url);
  try {
    const answer = await journey(page, context);
    assert.deepEqual(faults, [], "faults of the pages visited");
    return answer;
  } catch (error) {
    await shot(page, `failed-${Date.now()}`).catch(() => {});
    error.message += `\n  at ${page.url()}\n  the page says: ${(await text(page)).slice(0, 1500)}`;
    throw error;
  } finally {
    await context.close();
  }
}

async function text(page) {
  return page.locator("body").innerText({ timeout: 1000 }).catch(() => "(nothing)");
}

function watch(page, home) {
  const faults = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !url.startsWith("data:")) faults.push(`asked ${url}`);
  });
  page.on("pageerror", (error) => faults.push(`threw ${error}`));
  page.on("console", (message) => {
    // A 4xx page is an answer, and Chromium reports each as an error; what a policy refuses is a fault.
    const answer = /the server responded with a status of 4\d\d/.test(message.text());
    if (message.type() === "error" && !answer) faults.push(`said ${message.text()}`);
  });
  return faults;
}

/**
 * Fails on any fault that axe-core finds, best practices included; with `rules`, on any that those find. What a page is
 * made of is the same in every colour scheme: there the rule for contrast is enough.
 */
export async function checkAccessible(page, name, rules) {
  if (!(await page.evaluate(() => "axe" in globalThis))) {
    await page.evaluate(await readFile(require.resolve("axe-core/axe.min.js"), "utf8"));
  }
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
  const result = await page.evaluate((options) => globalThis.axe.run(document, options), options);
  const faults = result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.target.join(" ")}`),
  );
  assert.deepEqual(faults, [], `accessibility of ${name}`);
}

/** Fails if the page can be scrolled sideways. */
export async function checkFits(page, name) {
  const [content, window] = await page.evaluate(() => [
    document.scrollingElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${name} is ${content} wide in a window of ${window}`);
}

export async function shot(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}
