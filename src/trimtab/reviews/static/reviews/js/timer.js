// Counts a phase down. Without this script the page says until when it is planned.

function show() {
  for (const timer of document.querySelectorAll("[data-timer]")) {
    const left = Math.ceil((new Date(timer.dataset.timer) - Date.now()) / 60_000);
    timer.textContent = left > 0 ? timer.dataset.left.replace("{n}", left) : timer.dataset.over;
    timer.classList.toggle("is-late", left <= 0);
  }
}
setInterval(show, 10_000);
document.addEventListener("htmx:afterSettle", show);
show();
