// Prints the page. Without script the button is not shown, and the browser's own menu does it.
document.querySelector("[data-paper]")?.addEventListener("click", () => print());
