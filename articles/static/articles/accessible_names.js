// Accessible names that Django's own widgets lack, for screen readers.

const labelOf = (box) => document.querySelector(`label[for="${box.closest(".select2-container").previousElementSibling?.id}"]`);

function name() {
  // Boxes for choosing one row of many, which Select2 makes.
  for (const box of document.querySelectorAll(".select2-selection[role=combobox]")) {
    const label = labelOf(box);
    const chosen = box.querySelector("[role=textbox]");
    if (!label || !chosen) continue;
    label.id ||= `${label.htmlFor}_label`;
    box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
    chosen.setAttribute("aria-labelledby", label.id);
  }
  // A picture that says what its field is for.
  for (const tip of document.querySelectorAll(".help-tooltip[aria-label]")) tip.setAttribute("role", "img");
}

// An open chooser stands at the end of the page, and only while it is open.
document.addEventListener("focusin", ({ target }) => {
  const box = target.matches(".select2-search__field") && document.querySelector(".select2-container--open .select2-selection");
  if (!box) return;
  const label = labelOf(box)?.textContent.trim() ?? "";
  box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
  target.setAttribute("aria-label", label);
  const popup = target.closest(".select2-container");
  popup.setAttribute("role", "region");
  popup.setAttribute("aria-label", label);
});

// Both are made by listeners of their own; these stand behind them in the same queues.
addEventListener("load", () => (window.django?.jQuery ? window.django.jQuery(name) : name()));
