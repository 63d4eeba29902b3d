// Walks a page with the Tab key alone.
import assert from "node:assert/strict";

/** More stops than any page has. */
const STOPS_MAX = 400;

/** Fails where a stop is not seen, lies under the head that stays, or comes before one that stands above it in the page. */
export async function checkKeyboard(page, name) {
  await page.evaluate(() => {
    // From the top, wherever the page itself put the focus.
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
    scrollTo(0, 0);
  });
  const expected = await page.evaluate(() => {
    const can = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const seen = [...document.querySelectorAll(can)].filter((one) => one.checkVisibility() && !one.disabled);
    // Tab comes to a group of choices once: to the one that is chosen, or to the first.
    const groups = new Set();
    const chosen = (one) => document.querySelector(`input[type=radio][name="${CSS.escape(one.name)}"]:checked`) ?? one;
    const isFirst = (one) =>
      one.type !== "radio" || (chosen(one) === one && !groups.has(one.name) && groups.add(one.name));
    const all = seen.filter(isFirst);
    all.forEach((one, place) => (one.dataset.place = place));
    return all.length;
  });
  let before = -1;
  for (let stop = 0; stop < Math.min(expected, STOPS_MAX); stop += 1) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      const head = document.querySelector(".top");
      const isInHead = head.contains(one) || one.classList.contains("skip");
      return {
        what: `${one.tagName} ${one.textContent.trim().slice(0, 40)}`,
        place: Number(one.dataset.place ?? -1),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
        covered: !isInHead && box.bottom <= head.getBoundingClientRect().bottom,
      };
    });
    assert.ok(now.place > before, `${name}: ${now.what} comes in its turn (${now.place} after ${before})`);
    assert.ok(now.ring && now.seen && !now.covered, `${name}: ${now.what} is seen: ${JSON.stringify(now)}`);
    before = now.place;
  }
}
