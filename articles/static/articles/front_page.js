// The order of what was put on the front page, by drag and by arrow keys, also from block to block.
// Without this module each story has buttons and a menu for its place, and Enter searches for the
// first block that has words to search for.

import { orderBy } from "./ordering.js";

const form = document.querySelector("#edition_form");
const status = document.querySelector("#moved");
const lists = [...form.querySelectorAll("[data-block] > ol")];

const picks = (list) => [...list.children].filter((item) => item.matches(".pick"));

// The menu of the place, whose value is sent, follows the story.
function settle(item) {
  const block = item.closest("[data-block]").dataset.block;
  item.querySelector("[name=picks-block]").value = block;
}

function announce(item) {
  const section = item.closest("[data-block]");
  const place = picks(item.parentElement).indexOf(item) + 1;
  status.textContent = status.dataset.words
    .replace("{block}", section.querySelector("h2").textContent.trim())
    .replace("{place}", place);
}

// Before the stories that stand there by themselves: what was put there comes first.
function append(list, item) {
  const last = picks(list).at(-1);
  if (last) last.after(item);
  else list.prepend(item);
}

function step(item, back) {
  const list = item.parentElement;
  const beside = picks(list);
  const other = beside[beside.indexOf(item) + (back ? -1 : 1)];
  if (other) {
    if (back) other.before(item);
    else other.after(item);
  } else {
    const next = lists[lists.indexOf(list) + (back ? -1 : 1)];
    if (!next) return;
    if (back) append(next, item);
    else next.prepend(item);
  }
  settle(item);
  announce(item);
}

function listAt(y) {
  return lists.find((list) => {
    const { top, bottom } = list.closest("[data-block]").getBoundingClientRect();
    return y >= top && y <= bottom;
  });
}

function moved(item, y) {
  const list = listAt(y);
  if (!list) return;
  const after = picks(list).find((one) => {
    const { top, height } = one.getBoundingClientRect();
    return one !== item && y < top + height / 2;
  });
  if (after) after.before(item);
  else if (picks(list).at(-1) !== item) append(list, item);
  settle(item);
}

document.querySelector("#order-help").hidden = false;
for (const handle of form.querySelectorAll("[data-block] .handle")) {
  orderBy(handle, { moved, dropped: announce, step });
}
for (const search of form.querySelectorAll(".front-find [type=search]")) {
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    search.closest(".front-find").querySelector("button").click();
  });
}
