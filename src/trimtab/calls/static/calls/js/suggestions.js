// Takes a suggested question into its field, as a line of its own.
for (const button of document.querySelectorAll("[data-adds-to]")) {
  const field = document.getElementById(button.dataset.addsTo);
  if (!field) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const lines = field.value.split("\n").filter((line) => line.trim());
    if (!lines.includes(button.dataset.text)) lines.push(button.dataset.text);
    field.value = lines.join("\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.closest("li").hidden = true;
    field.focus();
  });
}
