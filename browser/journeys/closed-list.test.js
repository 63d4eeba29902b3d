// Two partners and their therapist, each in a browser of their own, over some weeks: whatever one of the two does, all that
// the other can reach holds no more than the closed list of `docs/security/closed-list.md`. At each moment every page of the
// other's is fetched and compared with how it was before. With script and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "../support/browser.js";
import { differences, everyPage, linkTwo, openJointWork, press, screen, share, signPolicy, write } from "../support/people.js";
import { withThree } from "../support/three.js";

/** What Ana keeps to herself. None of it may stand in what Bo gets. */
const PRIVATE = ["the plum tree by the canal", "seventeen unsent letters", "a word to the one who listens"];
const SHARED = "what I would like you to understand";
/** Longer than anything waits by the usual pace. */
const EIGHT_DAYS = 8 * 24;
/** They change by themselves: with each load, with each sign-in, and with the day. */
const OF_THE_DAY = [
  "/home/couple/leave",
  ...["agenda", "agreements", "appreciations", "boundaries", "commitments", "conflicts", "doubts", "talks"].map((what) => `/plan/${what}/new`),
  "/plan/agenda/mine",
  "/plan/doubts/times",
  "/plan/long-term",
  "/settings/passkeys",
  "/settings/sessions",
];

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

/** Looks at all that Bo can reach, and says which pages are not as they were when it was last called. */
function watcher(bo) {
  let before;
  return async (allowed = []) => {
    const now = await everyPage(bo);
    for (const [address, text] of now) {
      for (const words of PRIVATE) assert.ok(!text.includes(words), `${address} has what Ana keeps to herself`);
    }
    const changed = before ? differences(before, now).filter((address) => !OF_THE_DAY.includes(address)) : [];
    before = now;
    for (const one of allowed) assert.ok(changed.some((address) => one.test(address)), `${one} changes`);
    const others = changed.filter((address) => !allowed.some((one) => one.test(address)));
    assert.deepEqual(others, [], "pages of Bo's that changed, and may not");
    return now;
  };
}

/** That a therapist looked at their page is told to both, by the day. */
const LOOKED_AT = [/^\/settings\/access-log$/];
/** What two do together has a page each, which says whether there is anything to do. */
const TOGETHER = ["agenda", "agreements", "appreciations", "boundaries", "closeness", "commitments", "conflicts", "talks"].map(
  (what) => new RegExp(`^/plan/${what}$`),
);
/** What is over has a page of its own, which speaks of the other while there is one. */
const OVER = [/^\/plan\/commitments\/over$/, /^\/plan\/talks\/ended$/];
const LINK = [/^\/home$/, /^\/home\/couple/, /^\/home\/rest$/, /^\/home\/received$/, /^\/settings\/erase$/, /^\/plan$/, /^\/plan\/doubts$/, ...TOGETHER, ...OVER];
const JOINT_WORK = [/^\/home$/, /^\/home\/couple$/, /^\/home\/rest$/, /^\/plan$/, ...TOGETHER];
const LIST = [/^\/home\/received$/];
const ITEM = /^\/home\/received\/[0-9a-f]{32}$/;
const received = (pages) => [...pages.keys()].filter((address) => ITEM.test(address));

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with script" : "without script";

  test(`what comes to a partner is what was shared, until it is taken back, ${how}`, { timeout: 300_000 }, async () => {
    await withThree(browser, { javaScriptEnabled }, async ({ therapist, ana, bo, pass }) => {
      const look = watcher(bo);
      await look();
      await write(ana, PRIVATE[0]);
      await look();
      await linkTwo(ana, bo);
      await look(LINK);
      assert.equal(await screen(ana, "first"), await screen(bo, "first"), "one page for both, whatever they answered");
      await look();
      await openJointWork(therapist);
      await look([...JOINT_WORK, ...LOOKED_AT]);

      await ana.goto("/plan/setbacks/text");
      await ana.getByLabel("How I notice early").fill(PRIVATE[2]);
      await press(ana, "Keep it");
      await signPolicy(ana);
      await ana.goto("/plan/setbacks/therapist");
      await press(ana, /^Show it to/);
      await therapist.goto("/caseload");
      await therapist.locator('#people ~ ul a[href^="/caseload/people/"]', { hasText: "Ana" }).first().click();
      await therapist.getByRole("link", { name: "Their plan for a setback" }).click();
      assert.match(await therapist.locator("main").innerText(), new RegExp(PRIVATE[2]));
      await look();

      await write(ana, PRIVATE[1], "Keep it as a draft");
      const item = await write(ana, SHARED);
      assert.match(await share(ana, item), new RegExp(SHARED));
      assert.equal(received(await look()).length, 0, "nothing shows before the hour");
      await pass(EIGHT_DAYS);
      const [copy] = received(await look([...LIST, ITEM, ...LOOKED_AT]));
      await bo.goto(copy);
      assert.match(await bo.locator("main").innerText(), new RegExp(SHARED));

      const ofAna = await ana.goto(item).then((answer) => answer.text());
      await ana.goto(`${item}/audience`);
      await press(ana, /Take it back from/);
      assert.doesNotMatch(ofAna, /read it|has come|was opened/, "its author does not learn what became of it");
      assert.equal(received(await look([...LIST, ITEM])).length, 0);
      assert.equal((await bo.goto(copy)).status(), 404);

      await ana.goto("/home/couple/leave");
      await ana.locator("select").selectOption({ index: 4 });
      await ana.getByLabel("Take it all back").check();
      await ana.getByLabel("They stay").check();
      await press(ana, "End the link now");
      await look();
      await pass(EIGHT_DAYS);
      const told = await look([...LINK, ...LOOKED_AT]);
      assert.match(told.get("/home"), /has ended/);
    });
  });

  test(`an answer that raises a concern changes nothing for either, ${how}`, { timeout: 300_000 }, async () => {
    await withThree(browser, { javaScriptEnabled }, async ({ therapist, ana, bo, pass }) => {
      const look = watcher(bo);
      await linkTwo(ana, bo);
      const ofBo = await screen(bo, "first");
      await look();
      assert.equal(await screen(ana, "last"), ofBo, "she sees what everyone sees");
      await look();

      await therapist.goto("/caseload");
      const waiting = therapist.getByRole("region", { name: /Safety screenings/ });
      assert.deepEqual(await waiting.getByRole("link").allInnerTexts(), ["Ana", "Bo"], "who is to be looked at first");
      await waiting.getByRole("link", { name: "Ana" }).click();
      assert.ok((await therapist.locator("#concerns ~ ul li").count()) > 0, "the therapist sees what it raises");
      await press(therapist, "I have looked at this");
      await look(LOOKED_AT);

      await openJointWork(therapist);
      await look(JOINT_WORK);
      await therapist.locator('form[action$="/pauses"] select').selectOption({ label: "Ana" });
      await therapist.fill('textarea[name="reason"]', PRIVATE[2]);
      await press(therapist, "Pause");
      await look();
      await signPolicy(ana);
      await share(ana, await write(ana, SHARED));
      await look();
      await pass(EIGHT_DAYS);
      assert.equal(received(await look(LOOKED_AT)).length, 0, "it waits, and nothing says so");

      await therapist.goto("/caseload");
      await therapist.locator('main a[href^="/caseload/couples/"]').first().click();
      await therapist.locator("main details:not(.protocol) summary").first().click();
      await therapist.locator('form[action$="/releases"] select').selectOption("in-person");
      await press(therapist, "Let things come again");
      await look();
      await pass(EIGHT_DAYS);
      assert.equal(received(await look([...LIST, ITEM, ...LOOKED_AT])).length, 1);
    });
  });
}
