// Leaves the page at once: covers it, then puts the other page in its place in the history.
const link = document.querySelector("[data-exit]");
const cover = document.querySelector("[data-exit-cover]");
const status = document.querySelector("[data-exit-status]");
const keys = document.querySelector("[data-exit-keys]");

const PRESSES = 3;
const WITHIN_MILLISECONDS = 5000;
let presses = [];

function leave() {
  cover.hidden = false;
  document.title = "Weather";
  status.textContent = "Leaving this page.";
  location.replace(link.href);
}

link?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift") {
    presses = [];
    return;
  }
  if (event.repeat) return;
  const now = event.timeStamp;
  presses = presses.filter((press) => now - press < WITHIN_MILLISECONDS).concat(now);
  const left = PRESSES - presses.length;
  if (left <= 0) leave();
  else status.textContent = left === 1 ? "Press Shift once more to leave this page." : "";
});

// A page that comes back from the browser's memory must not stay covered.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  cover.hidden = true;
  presses = [];
});

if (keys) {
  keys.textContent = keys.dataset.exitKeys;
  keys.hidden = false;
}
