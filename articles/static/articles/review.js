// Keyboard shortcuts of the review. On an article: j and k move from claim to claim, c corrects, a
// approves. In the queue: j and k move from article to article. Accepted claims are remembered while
// the article is corrected.

import { register } from "./keyboard.js";

const review = document.querySelector(".review");
const boxes = [...document.querySelectorAll('.claims-text input[name="accept"]')];
const links = [...document.querySelectorAll(".queue-list a.headline")];
const progress = document.querySelector(".progress");
const stops = review ? boxes : links;
const storageKey = review && `review-${review.dataset.article}`;

function claim(box) {
  return box.closest("label").textContent.trim();
}

function remember() {
  const accepted = boxes.filter((box) => box.checked);
  sessionStorage.setItem(storageKey, JSON.stringify(accepted.map(claim)));
  for (const box of boxes) box.closest(".claim").classList.toggle("accepted", box.checked);
  if (progress && boxes.length) progress.textContent = `${progress.dataset.words} ${accepted.length}/${boxes.length}`;
}

function step(by) {
  if (!stops.length) return;
  const here = stops.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : stops.length - 1) : (here + by + stops.length) % stops.length;
  stops[next].focus();
  stops[next].scrollIntoView({ block: "center" });
}

// The page lists them itself.
register("j", "", () => step(1));
register("k", "", () => step(-1));
if (review) {
  register("c", "", () => document.activeElement.closest(".claim")?.querySelector(".correct")?.click());
  register("a", "", () => document.querySelector('button[value="approve"]')?.click());
}

if (review) {
  const before = JSON.parse(sessionStorage.getItem(storageKey) ?? "[]");
  for (const box of boxes) if (before.includes(claim(box))) box.checked = true;
  document.addEventListener("change", remember);
  remember();
}
