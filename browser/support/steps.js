// What a person does, in their words. The selectors that journeys share stand here and nowhere else.
import assert from "node:assert/strict";

export const TIMES = 'main form[action$="/hold"] button[type="submit"]';

/** A time that no other journey takes: the last one that the page shows. */
export async function chooseTime(page, place = "first") {
  const times = page.locator(TIMES);
  const time = place === "first" ? times.first() : times.last();
  await Promise.all([page.waitForURL(/\/details/), time.click()]);
}

export async function fillDetails(page, { name = "Robin Example", email = "robin@example.org", phone = "" } = {}) {
  await page.fill('input[name="name"]', name);
  await page.fill('input[name="email"]', email);
  await page.fill('input[name="phone"]', phone);
}

/** The one button that books. */
export function bookButton(page) {
  return page.locator('form:has(input[name="name"]) button.button-main');
}

/** From the offering's page to the confirmation; answers the booking's own address, without what follows `?`. */
export async function book(page, { offering = "phone-consult", place = "first", ...client } = {}) {
  await page.goto(`/book/${offering}`);
  await chooseTime(page, place);
  await fillDetails(page, client);
  await Promise.all([page.waitForURL(/\/manage\//), bookButton(page).click()]);
  return page.url().split("?")[0];
}

/** Books by the interface for programs, so that a journey can take a time behind another's back. */
export async function bookByProgram(server, { offering = "phone-consult", start, therapist } = {}) {
  const answer = await fetch(`${server.url}/api/v1/bookings`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({ offering, start, therapist, name: "Somebody Else", email: "else@example.org" }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.json();
}

/** Openings by the interface for programs. */
export async function openings(server, offering = "phone-consult") {
  const answer = await fetch(`${server.url}/api/v1/openings?offering=${offering}&from=2026-10-30&days=14`);
  assert.equal(answer.status, 200);
  return (await answer.json()).openings;
}

/** Waits until `question` answers something true; fails after `seconds`. */
export async function until(question, what, seconds = 10) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    assert.ok(Date.now() < end, `in ${seconds} s there was no ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
