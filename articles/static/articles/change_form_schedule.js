// The dialog that publishes or schedules a story with one press: at once, or when most readers look. It is
// loaded by who opens it; the fields of the form say the same.

import { fill, set } from "./change_form_fields.js";

const DAY = 86400000;
// Morning, noon and evening, in minutes of the day.
const TIMES = [390, 720, 1080];
// What is nearer than this is as good as now.
const SOON = 300000;

// `time` has the time of the site as if it were of UTC, in numbers and in words; `timed` is the button that
// takes a time.
export function scheduleDialog({ form, time, timed }) {
  const dialog = document.querySelector("#schedule-dialog");
  const list = dialog.querySelector("ol");
  const typed = dialog.querySelector("input");

  function press(button, value) {
    dialog.close();
    const field = form.elements[button.dataset.time];
    if (field && value !== undefined) set(field, value);
    form.requestSubmit(button);
  }

  // The next morning, noon and evening, the first of them first.
  function moments() {
    const now = time.now();
    const today = Math.floor(now / DAY) * DAY;
    const next = (minutes) => {
      const moment = today + minutes * 60000;
      return moment > now + SOON ? moment : moment + DAY;
    };
    return TIMES.map(next).sort((one, other) => one - other);
  }

  function choices() {
    const button = timed();
    // A story that is scheduled has a button of its own for it: saving one without a time is refused.
    const primary = form.querySelector('button[name="_step"][value="now"]') ?? form.querySelector("#save-buttons .primary-action");
    const isAhead = (name) => form.elements[name]?.value && time.read(form.elements[name].value) > time.now();
    const atOnce = { words: primary.dataset.label ?? primary.textContent, act: () => press(primary, isAhead(primary.dataset.time) ? "" : undefined) };
    return [
      atOnce,
      ...moments().map((moment) => ({
        words: fill(button.dataset.later, { when: time.words(moment) }),
        act: () => press(button, new Date(moment).toISOString().slice(0, 19)),
      })),
    ];
  }

  function show() {
    list.replaceChildren(...choices().map(({ words, act }, place) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const key = document.createElement("kbd");
      const label = document.createElement("span");
      Object.assign(button, { type: "button", className: "step" });
      key.textContent = place + 1;
      label.textContent = words;
      button.append(key, label);
      button.addEventListener("click", act);
      item.append(button);
      return item;
    }));
  }

  dialog.addEventListener("keydown", (event) => {
    if (event.target === typed || event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = list.querySelectorAll("button")[Number(event.key) - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    press(timed(), typed.value);
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

  return {
    open() {
      if (dialog.open) return;
      show();
      dialog.showModal();
      list.querySelector("li:nth-child(2) button").focus();
    },
  };
}
