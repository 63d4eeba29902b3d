// Keeps the chosen time while someone types. Keeps nothing in the browser.
const note = document.querySelector("[data-hold]");
const noMore = document.querySelector("[data-kept-no-more]");
const until = document.querySelector("[data-kept-until]");
const form = document.querySelector("form[novalidate]");

const RENEWALS_MAX = 4;
const BETWEEN_MILLISECONDS = 4 * 60 * 1000;
let renewals = 0;
let renewed = performance.now();

async function renew() {
  renewals += 1;
  renewed = performance.now();
  const body = new URLSearchParams({ zone: note.dataset.zone });
  const answer = await fetch(`/book/hold/${note.dataset.hold}/renewal`, { method: "POST", body }).catch(() => null);
  if (answer?.ok) {
    until.textContent = await answer.text();
  } else if (answer?.status === 404) {
    renewals = RENEWALS_MAX;
    note.hidden = true;
    noMore.hidden = false;
    noMore.textContent = noMore.dataset.keptNoMore;
  }
}

form?.addEventListener("input", () => {
  const isDue = performance.now() - renewed > BETWEEN_MILLISECONDS;
  if (isDue && renewals < RENEWALS_MAX) renew();
});
