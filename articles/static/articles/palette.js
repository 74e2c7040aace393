// The palette: one field that finds the screens of the desk, and stories. It needs nothing of the
// server but the list of stories. keyboard.js opens it, and loads this module; without it the field
// searches the list.

const SCREENS = 6;
const STORIES = 8;
const PAUSE = 200;

const dialog = document.querySelector("#palette");
const field = dialog.querySelector("input");
const form = dialog.querySelector("form");
const found = dialog.querySelector("[role=listbox]");
const links = [...document.querySelectorAll("#user-tools a.new, #nav-sidebar a")];
const screens = links.map((link) => ({ href: link.href, text: link.querySelector(".word").textContent }));
let stories = [];
let asked = new AbortController();
let timer = 0;
// What was moved to with the arrow keys: it stays marked when the stories come.
let chosen = "";

const options = () => [...found.children];
const typed = () => field.value.trim();

function mark(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function made({ href, text, state }, place) {
  const option = document.createElement("a");
  const words = document.createElement("bdi");
  Object.assign(option, { href, id: `found-${place}`, tabIndex: -1, role: "option" });
  words.textContent = text;
  option.append(words, ...(state ? [state] : []));
  return option;
}

function show() {
  const words = typed();
  const fitting = screens.filter(({ text }) => text.toLowerCase().includes(words.toLowerCase()));
  const all = { href: `${form.action}?${new URLSearchParams({ q: words })}`, text: dialog.dataset.all.replace("{}", () => words) };
  const shown = [...fitting.slice(0, words ? SCREENS : undefined), ...stories, ...(words ? [all] : [])];
  found.replaceChildren(...shown.map(made));
  mark(options().find((option) => option.href === chosen) ?? found.firstElementChild);
}

// The rows of the list of stories, as it shows them to this person.
async function ask() {
  // The word that is being typed may go on.
  const words = typed().replace(/(^|\s)([\p{L}\p{N}]+)$/u, "$1$2*");
  asked = new AbortController();
  try {
    const answer = await fetch(`${form.action}?${new URLSearchParams({ q: words })}`, { signal: asked.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    stories = [...page.querySelectorAll("#stories tbody tr")].slice(0, STORIES).map((row) => {
      const title = row.querySelector("a.headline");
      const href = new URL(title.getAttribute("href").split("?")[0], form.action).href;
      return { href, text: title.textContent, state: document.adoptNode(row.querySelector(".state")) };
    });
  } catch {
    // Typed on, or no connection: the link to the list stays.
    return;
  }
  show();
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  asked.abort();
  stories = [];
  chosen = "";
  show();
  if (typed().length > 1) timer = setTimeout(ask, PAUSE);
});
field.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || event.isComposing) return;
  event.preventDefault();
  const all = options();
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const option = all[(at + by + all.length) % all.length];
  mark(option);
  chosen = option?.href ?? "";
});
form.addEventListener("submit", (event) => {
  const option = found.querySelector("[aria-selected=true]");
  if (!option) return;
  event.preventDefault();
  option.click();
});
dialog.addEventListener("click", ({ target }) => {
  if (target === dialog) dialog.close();
});
// What was typed while this module came.
show();
if (typed().length > 1) ask();
