// Keyboard shortcuts of the review. On an article: j and k move from claim to claim, c corrects, a
// approves. In the queue: j and k move from article to article. Accepted claims are remembered while
// the article is corrected.

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

function typing(target) {
  return target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "c") document.activeElement.closest(".claim")?.querySelector(".correct")?.click();
  else if (event.key === "a") document.querySelector('button[value="approve"]')?.click();
  else return;
  event.preventDefault();
});

if (review) {
  const before = JSON.parse(sessionStorage.getItem(storageKey) ?? "[]");
  for (const box of boxes) if (before.includes(claim(box))) box.checked = true;
  document.addEventListener("change", remember);
  remember();
}
