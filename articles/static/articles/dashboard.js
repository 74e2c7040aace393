// The order of pinned articles, by drag and by arrow keys. Without this module each article has a
// field for its position.

import { orderBy } from "./ordering.js";

const status = document.querySelector("#moved");

function number(list) {
  [...list.children].forEach((item, place) => {
    item.querySelector("input[type=number]").value = place + 1;
  });
  list.closest("form").classList.add("moved");
}

function announce(item) {
  const place = [...item.parentElement.children].indexOf(item) + 1;
  status.textContent = status.dataset.words.replace("{}", place);
}

function step(item, back) {
  const other = back ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (back) other.before(item);
  else other.after(item);
  number(item.parentElement);
  announce(item);
}

function moved(item, y) {
  const list = item.parentElement;
  const other = [...list.children].find((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return one !== item && y >= top && y <= bottom;
  });
  if (!other) return;
  const { top, height } = other.getBoundingClientRect();
  const place = y < top + height / 2 ? other : other.nextElementSibling;
  if (place === item || place === item.nextElementSibling) return;
  list.insertBefore(item, place);
  number(list);
}

for (const form of document.querySelectorAll(".pins")) {
  const handles = form.querySelectorAll(".handle");
  if (!handles.length) continue;
  form.classList.add("ordered");
  document.querySelector("#pins-help").hidden = false;
  for (const handle of handles) orderBy(handle, { moved, dropped: announce, step });
}
