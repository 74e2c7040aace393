// One-letter keys of the desk (templates/admin/keys.html lists them). They rest while somebody
// types, and in dialogs; any element with `data-key` is pressed by its key.

const help = document.querySelector("#keys");
const typing = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";

const rows = () => [...document.querySelectorAll("#result_list tbody tr, .panel li")].filter((row) => row.querySelector("a.headline"));
const current = () => document.activeElement.closest?.("#result_list tbody tr, .panel li");

function move(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.querySelector("a.headline").focus();
  next?.scrollIntoView({ block: "nearest" });
}

const acts = {
  "/": () => {
    const field = document.querySelector("#searchbar");
    if (field) field.select();
    else location.assign(help.dataset.list);
    field?.focus();
  },
  n: () => location.assign(help.dataset.add),
  j: () => move(1),
  k: () => move(-1),
  x: () => current()?.querySelector("input[name=story]")?.click(),
  e: () => current()?.querySelector("a.headline").click(),
  p: () => current()?.querySelector("a[data-view]")?.click(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  // A page without the help is one for nobody who works here: signing in.
  if (!help || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.closest(`${typing}, dialog`)) return;
  const marked = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const act = marked ? () => marked.click() : acts[event.key];
  if (!act || (event.key === "n" && !marked && !help.dataset.add)) return;
  event.preventDefault();
  act();
});
for (const button of document.querySelectorAll("[data-opens=keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
}
