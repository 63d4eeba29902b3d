// Choosing a time keeps it. The address of the list then remembers which time is kept, so that whoever comes back
// here sees that time as free, and the next one they choose takes its place.
const form = document.querySelector("form[data-choose]");
const start = document.createElement("input");
start.type = "hidden";
let isBusy = false;

function submitPlainly(button) {
  start.name = button.name;
  start.value = button.value;
  form.append(start);
  form.submit();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  const next = answer?.ok && answer.redirected ? new URL(answer.url) : null;
  if (!next) {
    submitPlainly(event.submitter);
    return;
  }
  const hold = next.searchParams.get("hold");
  if (hold) {
    const here = new URL(location.href);
    here.searchParams.set("replaces", hold);
    history.replaceState(null, "", here);
  }
  location.assign(next);
});

addEventListener("pageshow", () => {
  isBusy = false;
  start.remove();
});
