// Labels the save buttons: they say what will happen to the time that is typed.

import { fill, labelOf } from "./change_form_fields.js";

const DAY = 86400000;

export function labelButtons({ form, texts, say }) {
  // Times of the form are those of the site, whatever this computer's clock says; they are compared
  // as if they were of UTC.
  const utc = (local) => Date.parse(`${local}Z`);
  let read = 0;
  const now = () => utc(form.querySelector("[data-now]").dataset.now) + performance.now() - read;

  function words(moment) {
    const days = Math.floor(moment / DAY) - Math.floor(now() / DAY);
    const write = (format) => new Date(moment).toLocaleDateString(document.documentElement.lang, { ...format, timeZone: "UTC" });
    const name = days < 2 ? [texts.today, texts.tomorrow][days] : write(days < 7 ? { weekday: "long" } : { day: "numeric", month: "long", year: "numeric" });
    return `${name} ${new Date(moment).toISOString().slice(11, 16)}`;
  }

  function rename() {
    for (const button of form.querySelectorAll("#save-buttons [data-later]")) {
      const field = form.elements[button.dataset.time];
      const label = button.dataset.later;
      if (!field || !label) continue;
      const moment = field.value ? utc(field.value) : 0;
      if (field.validity.badInput) button.textContent = fill(texts.unfinished, { field: labelOf(field) });
      else button.textContent = moment > now() ? fill(label, { when: words(moment) }) : button.dataset.label;
    }
  }

  // The browser sends nothing while a field is not valid; it shows why at the first such field.
  form.addEventListener("invalid", ({ target }) => {
    if (target === form.querySelector("input:invalid, select:invalid, textarea:invalid")) say(fill(texts.not_sent, { field: labelOf(target) }));
  }, true);

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
  for (const name of ["published_at", "update_at"]) {
    // A half-typed time is no input: its value stays empty.
    for (const event of ["input", "keyup", "change", "blur"]) form.elements[name]?.addEventListener(event, rename);
  }
  // The panel, with the time of now, was made by the server: with the page, or with a save.
  const renew = () => {
    read = performance.now();
    rename();
  };
  document.addEventListener("article:saved", renew);
  renew();
}
