// Pages of a talk of two on one device, in the order in which they come to them. `look(page, name)` is called on each.
import { linkTwo, openJointWork } from "./people.js";
import { withThree } from "./three.js";
import { walker } from "./together.js";

/** All of them: the device is the first one's. */
export async function walkOneDevice(browser, look) {
  await withThree(browser, {}, async ({ therapist, ...two }) => {
    await linkTwo(two.ana, two.bo);
    await openJointWork(therapist);
    await walk(walker(two.ana, look), walker(two.bo, look));
  });
}

async function walk(ana, bo) {
  await ana.page.goto("/plan/talks/new");
  await ana.page.getByLabel("What is it about?").fill("The week ahead");
  await ana.page.getByLabel(/^On one device/).check();
  await ana.page.getByLabel("I do").check();
  await ana.press("one-device-talk", "Begin it");
  const talk = new URL(ana.page.url()).pathname;
  await ana.at("one-device-closed", `${talk}/together`);
  await ana.page.getByLabel("The code").fill("AAAAA-AAAAA");
  await ana.press("one-device-wrong", "Begin on this device");
  await bo.at("one-device-code", `${talk}/code`);
  await bo.press("one-device-code-made", "Show me a code");
  const code = await bo.page.locator(".code").innerText();
  await bo.at("one-device-code-waits", `${talk}/code`);
  await ana.page.getByLabel("The code").fill(code);
  await ana.press("one-device-first", "Begin on this device");
  await bo.at("one-device-code-open", `${talk}/code`);
  await bo.at("one-device-sessions", "/settings/sessions");
  await ana.press("one-device-second", "Come in");
  await ana.press("one-device-speaking", "Come in");
  await ana.press("one-device-error", "Say it");
  await ana.page.locator("textarea").fill("When we plan the week late on Sunday, I feel rushed. I would like to do it on Saturday.");
  await ana.press("one-device-reflecting", "Say it");
  await ana.page.locator("textarea").fill("Late on Sunday it rushes you.");
  await ana.press("one-device-confirming", "Say it back");
  await ana.page.locator("textarea").fill("And Saturday");
  await ana.press("one-device-break", "Ana takes a break");
  await ana.press(null, "Ana is back");
  await ana.press("one-device-quiet", "Twenty quiet minutes");
  await ana.press("one-device-handed-back", "Hand the device back");
  await bo.page.goto(talk);
  await bo.press(null, "End the talk");
  await ana.at("one-device-over", `${talk}/together`);
}
