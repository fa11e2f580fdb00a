// Shows what only scripts can do.
document.documentElement.classList.add("has-scripts");

// Copies the text of the element that the pressed button names.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(source.textContent);
  } else {
    // Browsers keep the clipboard from pages that came without https; a selection they copy.
    getSelection().selectAllChildren(source);
    document.execCommand("copy");
  }
  button.textContent = "Copied";
});

// A form that was sent once says so, until its page goes.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector(".sync-acts button");
  if (button) button.classList.add("is-busy");
});

// A session that has ended answers a fragment with the sign-in page: that belongs to the whole page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (new URL(xhr.responseURL).pathname === pathInfo.requestPath.split("?")[0]) return;
  event.preventDefault();
  window.location.reload();
});

// A row that is added to a form offers what the first one does.
document.addEventListener("formset:added", (event) => window.htmx.process(event.target));

// Opens the browser's printing.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// What may be sent only once is not sent again by a second press, until somebody comes back to it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});

// The field that finds a row as one types is called, for those who hear the page, as its label says.
function nameFieldsThatFind() {
  for (const field of document.querySelectorAll("select.admin-autocomplete")) {
    const shown = field.parentElement.querySelector(".select2-selection");
    if (!shown || !field.labels.length) continue;
    const name = field.labels[0].textContent.replace(/:\s*$/, "");
    for (const part of [shown, shown.querySelector("[role=textbox]")]) {
      if (!part) continue;
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  }
}
// By way of jQuery, which makes these fields no sooner than it has its turn.
window.addEventListener("load", () => window.django?.jQuery?.(nameFieldsThatFind));
