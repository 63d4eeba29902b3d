// What people with an account do, each in a browser of their own, and all that one of them can come to see.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

const PASSPHRASE = "quiet lamps over water";

/** The button of this page that says `words`. */
const button = (page, words) => page.locator("main").getByRole("button", { name: words }).first();

/** Presses a button, and waits for the page that it leads to. */
export async function press(page, words) {
  await Promise.all([page.waitForNavigation(), button(page, words).click()]);
}

/** The six digits of an authenticator app (RFC 6238). */
function oneTimeNumber(secret, now) {
  const bits = [...secret.replaceAll(/[^A-Z2-7]/g, "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 30_000)));
  const code = createHmac("sha1", key).update(step).digest();
  const number = code.readUInt32BE(code[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Somebody who works here sets up their sign-in; answers a function that signs them in again. */
export async function setUpTherapist(page, server, { name, slug }) {
  const said = await server.command("user", "add", "--name", name, "--role", "therapist", "--therapist", slug, "--base-url", server.url);
  await page.goto(said.match(/http:\S+/)[0]);
  const signInName = await page.locator("#username").inputValue();
  const secret = await page.locator('input[name="secret"]').inputValue();
  await page.fill('input[name="passphrase"]', PASSPHRASE);
  await page.fill('input[name="number"]', oneTimeNumber(secret, server.now()));
  await press(page, "Use this from now on");
  return async () => {
    await page.goto("/sign-in/staff");
    await page.fill('input[name="name"]', signInName);
    await page.fill('input[name="passphrase"]', PASSPHRASE);
    await page.fill('input[name="number"]', oneTimeNumber(secret, server.now()));
    await press(page, "Sign in");
  };
}

/** A therapist makes a start code for a new client. */
export async function startCode(page) {
  await page.goto("/caseload/start-codes");
  await press(page, /Make/);
  return page.locator(".code").innerText();
}

/** Somebody opens their space with a code; answers a function that signs them in again. */
export async function openSpace(page, code, called) {
  await page.goto("/account/start");
  await page.fill('input[name="code"]', code);
  await page.fill('input[name="called"]', called);
  await page.fill('input[name="passphrase"]', PASSPHRASE);
  await press(page, "Open my space");
  const signInName = await page.locator("#username").inputValue();
  return async () => {
    await page.goto("/sign-in");
    await page.fill('input[name="name"]', signInName);
    await page.fill('input[name="passphrase"]', PASSPHRASE);
    await press(page, "Sign in");
  };
}

/** Two link their pages, by a code that is passed on by hand. */
export async function linkTwo(one, other) {
  await one.goto("/home/couple/code");
  await press(one, /Make a code/);
  const code = await one.locator(".code").innerText();
  await other.goto("/home/couple/link");
  await other.getByLabel("The code that you were given").fill(code);
  await press(other, /Link our pages/);
}

/** The therapist has heard both, and opens joint work. */
export async function openJointWork(therapist) {
  await therapist.goto("/caseload");
  await therapist.locator('main a[href^="/caseload/couples/"]').first().click();
  for (const select of ["heard-first", "heard-second"]) {
    await therapist.locator(`select[name="${select}"]`).selectOption("in-person");
  }
  await press(therapist, "Open joint work");
}

/** Answers every question about safety, with the first or the last answer that is not "rather not say". */
export async function screen(page, which) {
  await page.goto("/safety");
  await page.getByRole("link", { name: "Show the questions" }).click();
  for (const question of await page.locator("fieldset.question").all()) {
    const answers = question.locator('input:not([value="skip"])');
    await (which === "last" ? answers.last() : answers.first()).check();
  }
  await press(page, "Send");
  return page.content();
}

/** Keeps an entry of the journal; answers its address. */
export async function write(page, words, kept = "Keep it as finished") {
  await page.goto("/home/write/new/journal");
  await page.locator("textarea").fill(words);
  await press(page, kept);
  return new URL(page.url()).pathname;
}

/** Shares an item with the partner, after the preview; answers what the preview shows. */
export async function share(page, item) {
  await page.goto(`${item}/audience`);
  await page.getByLabel(/My partner/).check();
  await press(page, "See what they would get");
  const preview = await page.locator("main").innerText();
  await press(page, /^Share it with/);
  return preview;
}

/** Signs the practice's policy on secrets, which sharing asks for. */
export async function signPolicy(page) {
  await page.goto("/home/policy");
  await press(page, /I sign it/);
}

/** Every page that somebody can reach from their own by links, as it is sent to their browser: its text by its address. */
export async function everyPage(page) {
  const seen = new Map();
  const waiting = ["/home", "/settings", "/safety", "/safety/after"];
  while (waiting.length > 0) {
    const address = waiting.pop();
    if (seen.has(address)) continue;
    const answer = await page.context().request.get(address);
    assert.equal(new URL(answer.url()).pathname, address.split("?")[0], "they are signed in");
    const text = await answer.text();
    seen.set(address, text);
    const links = [...text.matchAll(/href="(\/(?:home|plan|settings|safety|manage)[^"#]*)/g)];
    waiting.push(...links.map(([, link]) => link.replaceAll("&amp;", "&")));
  }
  return seen;
}

/** The addresses of the pages that are not in both, or not the same in both. */
export function differences(before, after) {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((address) => before.get(address) !== after.get(address)).sort();
}
