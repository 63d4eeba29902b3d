// Pages of what two do together over weeks, in the order in which they come to them: what the demo, whose clock stands at
// its day, does not get to. `look(page, name)` is called on each.
import { linkTwo, openJointWork, press } from "./people.js";
import { withThree } from "./three.js";

/** Longer than anything waits by the usual pace. */
const EIGHT_DAYS = 8 * 24;

/** What one of the two goes to, and looks at. */
export function walker(page, look) {
  return {
    page,
    at: async (name, address) => {
      await page.goto(address);
      await look(page, name);
    },
    press: async (name, words) => {
      await press(page, words);
      if (name) await look(page, name);
    },
  };
}

/** One promises something small, the other says yes. */
async function walkPromises(ana, bo, pass, look) {
  await ana.at("promises-none", "/plan/commitments");
  await ana.at("promises-over-none", "/plan/commitments/over");
  await ana.at("promise-new", "/plan/commitments/new");
  await ana.press("promise-new-errors", "Offer it");
  await ana.page.getByLabel("When\u2026").fill("I come home from work");
  await ana.page.getByLabel("I will\u2026").fill("give you all my passwords");
  await ana.page.getByLabel("On days of the week that I choose").check();
  await ana.page.getByLabel("Tuesday").check();
  await ana.page.getByLabel("Friday", { exact: true }).check();
  await ana.page.locator('select[name="lasts"]').selectOption("26");
  await ana.press("promise-watched", "Offer it");
  await ana.page.getByLabel("I will\u2026").fill("put my phone away and ask about your day");
  await ana.press("promise-offered", "Offer it");
  const promise = new URL(ana.page.url()).pathname;
  await ana.at("promises-offered", "/plan/commitments");
  await pass(EIGHT_DAYS);
  await bo.at("promises-asked", "/plan/commitments");
  await bo.at("promise-asked", promise);
  await bo.press("promise-declined", "Rather not");
  await bo.at("promises-declined", "/plan/commitments");
  await bo.page.goto(promise);
  await bo.press("promise-accepted", "Yes, I would like this");
  await pass(EIGHT_DAYS);
  await ana.at("plan-with-promise", "/plan");
  await ana.at("promises-agreed", "/plan/commitments");
  await ana.at("promise-agreed", promise);
  await ana.at("promise-smaller", `/plan/commitments/new?instead=${promise.split("/").at(-1)}`);
  await bo.at("promise-agreed-partner", promise);
  await bo.page.getByRole("link", { name: "say so" }).click();
  await look(bo.page, "appreciation-about-promise");
  await bo.page.getByLabel("What were you glad of?").fill("You asked about my day, and I felt less alone with it.");
  await bo.press("appreciations-about-promise", "Give it");
  await ana.page.goto(promise);
  await ana.page.locator('select[name^="on-"]').first().selectOption("not");
  await ana.press("promise-reported", "Keep it for me");
  await ana.page.getByRole("link", { name: /^What could help/ }).click();
  await look(ana.page, "repair-begin");
  await ana.press("repair-way", "Begin");
  await ana.press("repair-way-error", "Go on");
  await ana.page.locator("textarea").fill("The train was late, and I had no words left.");
  await ana.press("repair-next", "Go on");
  await ana.press("repair-smaller", "Skip this");
  await ana.press("repair-done", "That is all");
  await pass(9 * EIGHT_DAYS);
  await ana.page.goto(promise);
  await ana.at("appreciations-came", "/plan/appreciations");
  await ana.page.goto(promise);
  for (const time of await ana.page.locator('select[name^="on-"]').all()) await time.selectOption("kept");
  await ana.press("promise-reports-many", "Keep it for me");
  await ana.page.goto(promise);
  await ana.press("promise-ended", "End it");
  await ana.at("promises-over", "/plan/commitments/over");
}

/** One offers an account; the other has been heard, chooses, and reads what they asked for. */
async function walkAccounts(ana, bo, pass, look) {
  await ana.page.goto("/home/write/new/account?begin");
  await ana.page.getByLabel("What did you do?").fill("I kept a second phone, and I wrote to someone for a year.\nI met her twice.");
  await ana.page.getByLabel("What do you regret?").fill("That I let you doubt what you saw.");
  await ana.press("account-finished", "Keep it as finished");
  const item = new URL(ana.page.url()).pathname;
  await ana.at("account-audience", `${item}/audience`);
  await ana.page.getByLabel(/^Offer it to my partner/).check();
  await ana.press("account-preview", "See what they would get");
  await ana.press("account-offered", /^Offer/);
  await pass(EIGHT_DAYS);
  await bo.at("received-offer", "/home/received");
  await bo.page.getByRole("link", { name: /^An account from/ }).click();
  await look(bo.page, "offer-first");
  const offer = new URL(bo.page.url()).pathname;
  await bo.press("offer-said", "I have said it already");
  await bo.press("offer-aside", "Rather not");
  await bo.at("received-aside", "/home/received");
  await bo.page.goto(offer);
  await bo.press("offer-choices", "Take it up again");
  await bo.page.getByRole("link", { name: "Ask something first" }).click();
  await look(bo.page, "offer-question");
  await bo.at("offer-parts", `${offer}?parts`);
  await bo.press("offer-parts-error", "Get these parts");
  await bo.page.getByLabel("What do you regret?").check();
  await bo.press("offer-asked", "Get these parts");
  await bo.at("received-asked", "/home/received");
  await pass(EIGHT_DAYS);
  await bo.at("received-part", "/home/received");
  await bo.at("account-part", offer.replace("/offers/", "/received/"));
  await bo.at("offer-rest", offer);
  await bo.at("write-after-reading", "/home/write/new/journal?after-reading");
}

/** One adds a line for a session, their therapist another; the other sets one aside, and one is talked about. */
async function walkAgenda(therapist, ana, bo, pass, look) {
  await ana.page.goto("/plan/agenda/new");
  await ana.page.getByLabel("What do you want to talk about?").fill("How we talk about money");
  await ana.press(null, "Add it");
  await therapist.page.goto("/caseload");
  await therapist.page.locator('main a[href^="/caseload/couples/"]').first().click();
  await therapist.page.fill('input[name="words"]', "What went well in this month");
  await therapist.press("agenda-of-couple", "Add it for both");
  await pass(EIGHT_DAYS);
  await bo.at("agenda-came", "/plan/agenda");
  await bo.page.locator("details summary", { hasText: "What you can do" }).first().click();
  await bo.press("agenda-set-aside", "Set it aside for me");
  await bo.page.locator("details summary", { hasText: "Set aside" }).first().click();
  await bo.page.locator("details details summary").first().click();
  await look(bo.page, "agenda-aside");
  await bo.at("plan-with-agenda", "/plan");
  await ana.page.goto("/plan/agenda");
  await ana.page.locator("details summary", { hasText: "What you can do" }).first().click();
  await ana.press(null, "We talked about it");
  await ana.page.locator("details summary", { hasText: "Talked about" }).first().click();
  await look(ana.page, "agenda-talked-about");
}

/** All of them. */
export async function walkTogether(browser, look) {
  await withThree(browser, {}, async ({ therapist, ana, bo, pass }) => {
    await linkTwo(ana, bo);
    await openJointWork(therapist);
    await walkAgenda(walker(therapist, look), walker(ana, look), walker(bo, look), pass, look);
    await walkPromises(walker(ana, look), walker(bo, look), pass, look);
    await walkAccounts(walker(ana, look), walker(bo, look), pass, look);
  });
}
