// Prints the page, where there is script; without, the browser's own menu does.
const button = document.querySelector("[data-paper]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
