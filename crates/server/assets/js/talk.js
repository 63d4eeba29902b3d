// Shows what came in a talk without a press of a button. What is being typed, the focus and the place on the page stay; the
// draft is kept while somebody types. Keeps nothing in the browser.
const room = document.querySelector("[data-talk]");
const said = document.getElementById("talk-said");
const { talk: address, stream } = room.dataset;

const TYPING_PAUSE_MILLISECONDS = 2_000;
const SHORTEST_WAIT_MILLISECONDS = 1_000;
let keeping = Promise.resolve();
let typing;
let again;
let isSending = false;
let mayKeep = true;

const part = () => room.firstElementChild;
const area = () => room.querySelector("textarea");
const version = () => room.querySelector('input[name="draft"]');

/** Keeps what is typed so far as the draft, one after the other. */
function keep() {
  clearTimeout(typing);
  keeping = keeping.then(async () => {
    const [words, before] = [area(), version()];
    if (!words || !before || !mayKeep || isSending || words.dataset.kept === words.value) return;
    const text = words.value;
    const body = new URLSearchParams({ words: text, draft: before.value });
    const answer = await fetch(`${address}/draft`, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.ok) {
      before.value = await answer.text();
      words.dataset.kept = text;
    } else if (answer?.status === 409) {
      // Another device keeps a draft, too. Nothing is put over it unseen.
      mayKeep = false;
      said.textContent = room.dataset.elsewhere;
    }
  });
  return keeping;
}

room.addEventListener("input", (event) => {
  if (!event.target.matches("textarea")) return;
  clearTimeout(typing);
  typing = setTimeout(keep, TYPING_PAUSE_MILLISECONDS);
});
room.addEventListener("submit", () => {
  isSending = true;
  clearTimeout(typing);
});
// A page that comes back from memory, as with the way back, is to work again.
addEventListener("pageshow", () => (isSending = false));
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());

/** Puts the page's part as it is now in place of the old one. */
async function show() {
  await keep();
  const answer = await fetch(`${address}/part`, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok || isSending) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
  if (!fresh || (fresh.dataset.seen === part().dataset.seen && fresh.dataset.phase === part().dataset.phase)) return;
  // An answer that was overtaken by a later one.
  if (Number(fresh.dataset.seen) < Number(part().dataset.seen)) return;
  const [before, focused] = [area(), document.activeElement];
  const typed = before?.value ?? "";
  // What could not be kept as a draft stays where it is.
  if (typed && !fresh.querySelector("textarea")) return;
  const [start, end, old] = [before?.selectionStart, before?.selectionEnd, version()?.value];
  const opened = [...room.querySelectorAll("details[open]")].map((one) => one.id);
  const held = room.contains(focused) && (focused.id || (focused.value && `${focused.name}=${focused.value}`));
  room.replaceChildren(document.adoptNode(fresh));
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  const after = area();
  if (after) {
    after.dataset.kept = after.value;
    // What was typed since the draft was kept comes along; and what another device keeps is still to be asked about.
    if (typed) after.value = typed;
    if (!mayKeep && old !== undefined) version().value = old;
  }
  const same = held && [...room.querySelectorAll("[id], button")].find((one) => one.id === held || `${one.name}=${one.value}` === held);
  if (same) {
    same.focus({ preventScroll: true });
    if (same === after && start !== undefined) after.setSelectionRange(start, end);
  } else if (held) {
    // What had the focus is gone: the sentence that says how things stand has it now.
    room.querySelector(".floor")?.focus({ preventScroll: true });
  }
  said.textContent = part().dataset.say;
  wait();
}

/** Looks again when a cooling-off ends. */
function wait() {
  clearTimeout(again);
  const seconds = Number(part().dataset.again);
  if (seconds > 0) again = setTimeout(show, Math.max(seconds * 1_000, SHORTEST_WAIT_MILLISECONDS));
}

if (area()) area().dataset.kept = area().value;
wait();
if (stream) {
  const events = new EventSource(stream);
  events.addEventListener("message", (event) => {
    if (event.data !== `seen = ${part().dataset.seen}`) show();
  });
  events.addEventListener("over", () => {
    events.close();
    show();
  });
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
