// Choosing between two people's words where both changed the same ones.

import { replace, set } from "./change_form_fields.js";

export function choose({ form }) {
  const place = document.querySelector("#story-merge");
  const reveal = () => place.querySelectorAll(".choices").forEach((choices) => { choices.hidden = false; });

  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const overlap = button.closest(".overlap");
    const mine = overlap.querySelector(".mine").textContent;
    const theirs = overlap.querySelector(".other").textContent;
    const field = form.elements[overlap.dataset.field];
    const both = field.tagName === "TEXTAREA" ? `${mine.trimEnd()} ${theirs.trimStart()}` : `${mine}, ${theirs}`;
    const wanted = { mine, theirs, both }[button.dataset.take];
    const has = overlap.dataset.has ?? mine;
    const start = field.tagName === "TEXTAREA" ? field.value.indexOf(has) : -1;
    if (start >= 0 && has) replace(field, start, start + has.length, wanted);
    else if (field.tagName !== "TEXTAREA" || field.value === has) set(field, wanted);
    else replace(field, field.value.length, field.value.length, wanted);
    overlap.dataset.has = wanted;
    for (const other of overlap.querySelectorAll("[data-take]")) other.setAttribute("aria-pressed", String(other === button));
  });

  document.addEventListener("article:merged", reveal);
  reveal();
}
