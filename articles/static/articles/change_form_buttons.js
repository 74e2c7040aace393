// Labels the save buttons: with a time ahead they say that they schedule.

import { fill } from "./change_form_fields.js";

export function labelButtons({ form, texts }) {
  const now = () => form.querySelector("[data-now]").dataset.now;

  // Times of the form are those of the site, whatever this computer's clock says.
  function words(value) {
    const [day, time] = value.split("T");
    const today = now().slice(0, 10);
    const next = new Date(`${today}T12:00Z`);
    next.setUTCDate(next.getUTCDate() + 1);
    const name = { [today]: texts.today, [next.toISOString().slice(0, 10)]: texts.tomorrow }[day] ?? day;
    return `${name} ${time.slice(0, 5)}`;
  }

  function rename() {
    for (const button of form.querySelectorAll("#save-buttons [data-later]")) {
      const field = form.elements[button.dataset.time];
      const label = button.dataset.later;
      if (!field || !label) continue;
      const ahead = field.value && field.value > now();
      button.textContent = ahead ? fill(label, { when: words(field.value) }) : button.dataset.label;
    }
  }

  // What the checks found leads to its field, and into it.
  document.querySelector("#publish-panel").addEventListener("click", (event) => {
    const link = event.target.closest(".findings a");
    const field = link && document.querySelector(link.hash);
    if (!field) return;
    event.preventDefault();
    const row = field.closest(".form-row");
    row.scrollIntoView({ block: "center" });
    (row.querySelector(".select2-selection") ?? field).focus({ preventScroll: true });
  });
  for (const name of ["published_at", "update_at"]) form.elements[name]?.addEventListener("input", rename);
}
