// Keyboard shortcuts of the admin. templates/admin/keyboard_shortcuts.html lists those of every
// page; a page adds its own:
//
//   register("ctrl+s", "Save", save, { typing: true });
//
// A key is a character, or "ctrl+" and a character (Command on a Mac). While somebody types in a
// field only those with `typing` count, and in a dialog none. The last that was registered for a key
// counts; one with `within` only where the focus is in that element.

const dialog = document.querySelector("#keys");
const field = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const shortcuts = new Map();

export function register(key, words, action, { typing = false, within = null } = {}) {
  shortcuts.set(key, [{ action, typing, within }, ...(shortcuts.get(key) ?? [])]);
  if (words && dialog) list(key.replace(/^ctrl\+(.)/, (_, char) => `Ctrl+${char.toUpperCase()}`), words);
}

function list(name, words) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const key = document.createElement("kbd");
  const text = document.createElement("dd");
  key.textContent = name;
  text.textContent = words;
  term.append(key);
  row.append(term, text);
  dialog.querySelector("dl").append(row);
}

// On a layout without Latin letters a key counts by its place.
const charOf = ({ key, code }) => (/^\P{ASCII}+$/u.test(key) && /^Key[A-Z]$/.test(code) ? code.slice(3) : key).toLowerCase();

// Until the next frame the focus stays in a dialog that was closed.
const isTyping = (target) => Boolean(target.closest?.(field)?.checkVisibility());

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const prefix = event.ctrlKey || event.metaKey ? "ctrl+" : "";
  const shortcut = shortcuts.get(prefix + charOf(event))?.find(({ within }) => !within || within.contains(event.target));
  if (!shortcut || (!shortcut.typing && isTyping(event.target))) return;
  event.preventDefault();
  shortcut.action(event);
});

// --- the keys of every page -------------------------------------------------------------------

const line = "#result_list tbody tr, .panel li";
const current = () => document.activeElement.closest(line);

function move(by) {
  const all = [...document.querySelectorAll(line)].filter((row) => row.querySelector("a.headline"));
  const at = all.indexOf(current());
  const first = by > 0 ? 0 : all.length - 1;
  const next = all[at < 0 ? first : at + by];
  next?.querySelector("a.headline").focus();
  next?.scrollIntoView({ block: "nearest" });
}

function search() {
  const searchbar = document.querySelector("#searchbar");
  // The bar of a narrow screen has none.
  if (!searchbar?.getClientRects().length) location.assign(dialog.dataset.list);
  searchbar?.focus();
  searchbar?.select();
}

// The palette is open at once; what finds something comes with its module, when it is asked for.
const palette = document.querySelector("#palette");
if (palette) {
  const open = () => {
    const field = palette.querySelector("input");
    palette.showModal();
    field.focus();
    field.select();
    // Without a connection the field searches the list.
    import("./palette.js").catch(() => {});
  };
  register("ctrl+k", palette.getAttribute("aria-label"), open, { typing: true });
  // Narrow screens have no field in their bar.
  document.querySelector("[data-opens=palette]")?.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
}

// Pages such as the login have no dialog.
if (dialog) {
  register("/", "", search);
  if (dialog.dataset.add) register("n", "", () => location.assign(dialog.dataset.add));
  register("?", "", () => dialog.showModal());
  // Pages without rows may register these keys for themselves.
  if (document.querySelector(line)) {
    register("j", "", () => move(1));
    register("k", "", () => move(-1));
    register("x", "", () => current()?.querySelector("input[name=story]")?.click());
    register("e", "", () => current()?.querySelector("a.headline")?.click());
    register("p", "", () => current()?.querySelector("a[aria-describedby]")?.click());
  }
  for (const button of document.querySelectorAll("[data-opens=keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }
}
