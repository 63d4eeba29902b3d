// A client's account in a real browser: a passkey of Chromium's own virtual authenticator, and what is left after
// signing out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessible, startBrowser, visit } from "../support/browser.js";
import { startDemo } from "../support/server.js";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(() => Promise.all([browser?.close(), server?.stop()]));

/** A device that keeps passkeys and recognises its owner. */
async function authenticator(context, page) {
  const client = await context.newCDPSession(page);
  await client.send("WebAuthn.enable");
  await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function enter(page, who) {
  await page.goto(new URL(server.signIn[who]).pathname);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a passkey is made, signs in without a name, and signs nobody else in", async () => {
  await visit(browser, server, {}, async (page, context) => {
    await authenticator(context, page);
    await enter(page, "partner_a");
    await page.waitForURL("**/home");
    await page.goto("/settings/passkeys");
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await page.getByText("Not used yet").waitFor();
    await checkAccessible(page, "passkeys");
    await page.goto("/settings");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in?out");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL("**/home");
    await page.goto("/settings/passkeys");
    await page.getByText("Last used").waitFor();
    // At the door of staff it opens nothing.
    await page.goto("/settings");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto("/sign-in/staff");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("This passkey opens nothing here").first().waitFor();
  });
});

test("after signing out the way back shows nothing", async () => {
  await visit(browser, server, {}, async (page) => {
    await enter(page, "partner_b");
    await page.waitForURL("**/home");
    await page.goto("/settings");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in?out");
    await page.goBack();
    await page.waitForURL("**/sign-in*");
    assert.equal(await page.getByText("Where you are signed in").count(), 0);
  });
});
