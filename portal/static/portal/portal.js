// Copies the text of the element that the pressed button names.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
  button.textContent = "Copied";
});

// A session that has ended answers a fragment with the sign-in page: that belongs to the whole page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (new URL(xhr.responseURL).pathname === pathInfo.requestPath.split("?")[0]) return;
  event.preventDefault();
  window.location.reload();
});
