// What a screen reader is told on the way from the times to the confirmation, kept as a file to read and to compare with.
//
// To accept a change: UPDATE_TRANSCRIPT=1 node --test browser/journeys/transcript.test.js, then read the difference.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startBrowser, visit } from "../support/browser.js";
import { startServer } from "../support/server.js";
import { bookButton, chooseTime, fillDetails } from "../support/steps.js";

const kept = new URL("./transcript.txt", import.meta.url);

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), startBrowser()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

/** The page's accessibility tree, without what differs from one run to the next. */
async function told(page) {
  const tree = await page.locator("body").ariaSnapshot();
  return tree
    .replaceAll(server.url, "http://localhost")
    .replace(/\/manage\/[\w-]+/g, "/manage/TOKEN")
    .replace(/(hold|replaces|attempt)=[0-9a-f]+/g, "$1=ID")
    .replace(/(Reference[\s\S]{0,40}?definition: )\S+/, "$1REFERENCE")
    .replace(/until \d+:\d\d [ap]m/g, "until TIME");
}

test("a screen reader is told of the booking as it was read last", async () => {
  let transcript = "";
  await visit(browser, server, {}, async (page) => {
    const tell = async (title) => (transcript += `=== ${title}: ${await page.title()}\n${await told(page)}\n\n`);
    await page.goto("/book");
    await tell("Times");
    await chooseTime(page);
    await tell("Details");
    await bookButton(page).click();
    await page.locator("[data-summary]").waitFor();
    await tell("Nothing filled in");
    await fillDetails(page);
    await Promise.all([page.waitForURL(/\/manage\//), bookButton(page).click()]);
    await tell("Confirmation");
  });
  if (process.env.UPDATE_TRANSCRIPT) await writeFile(kept, transcript);
  assert.equal(transcript, await readFile(kept, "utf8").catch(() => ""));
});
