// Fields whose values are chips, found by searching: the tags of a story and its section. The field that
// is sent stays what it is, and without this script is all there is.
//
// Keys: arrows and Enter choose what was found; Enter or a comma takes what was typed; Backspace in an
// empty box takes out the last chip; arrows lead to the chips, where Delete takes one out.

import { fill, labelOf, set } from "./change_form_fields.js";

const TAGS = "autocomplete/?app_label=articles&model_name=taggedarticle&field_name=tag&term=";
const SHOWN = 12;
const PAUSE = 120;

const folded = (name) => name.trim().toLocaleLowerCase().normalize("NFKC");
const isFound = (name, names) => names.some((other) => folded(other) === folded(name));

// The words between commas; one that holds a comma stands in double quotes, which are doubled within.
export function splitTags(line) {
  const words = [];
  for (const [, quoted, plain] of line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)) {
    const word = (quoted?.replaceAll('""', '"') ?? plain).trim();
    if (word) words.push(word);
  }
  return words;
}

const joinTags = (names) => names.map((name) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(", ");

export function tagChips({ form, texts, urls }) {
  const field = form.elements.tags;
  if (!field || field.readOnly) return;
  chips(field, texts, {
    read: () => splitTags(field.value),
    write: (names) => set(field, joinTags(names)),
    invite: texts.add_tag,
    isOpen: true,
    async find(term, signal) {
      const answer = await fetch(urls.admin + TAGS + encodeURIComponent(term), { signal, redirect: "error" });
      return answer.ok ? (await answer.json()).results.map((row) => row.text) : [];
    },
  });
}

export function sectionChip({ form, texts }) {
  const field = form.elements.category;
  if (field?.tagName !== "SELECT") return;
  const options = () => [...field.options].filter((option) => option.value);
  const fitting = (term) => options().map((option) => option.text).filter((name) => folded(name).includes(folded(term)));
  const shown = chips(field, texts, {
    read: () => options().filter((option) => option.selected).map((option) => option.text),
    write: (names) => set(field, options().find((option) => option.text === names.at(-1))?.value ?? ""),
    invite: texts.choose_section,
    isSingle: true,
    fitting,
    find: async (term) => fitting(term),
  });
  // The window of a new section adds it and chooses it without an event of the browser's.
  new MutationObserver(shown).observe(field, { childList: true, subtree: true, characterData: true });
}

// `of` reads and writes the names in the field, and finds names; with `isOpen` new ones can be written,
// with `isSingle` there is one at most. Returns what shows the names again.
function chips(field, texts, of) {
  const made = (name, attributes) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const label = labelOf(field);
  const listed = `${field.id}-found`;
  const box = made("div", { class: "chip-box", role: "group", "aria-label": label });
  const list = made("ul", {});
  // It is no field of the form: nothing of it is sent.
  const input = made("input", { type: "text", role: "combobox", "aria-label": label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listed, autocomplete: "off", maxlength: "200", dir: "auto" });
  const found = made("ul", { id: listed, role: "listbox", "aria-label": label, class: "chip-found", hidden: "" });
  const status = made("span", { role: "status", class: "visually-hidden" });
  let active = -1;
  let asked = null;
  let soon;

  box.append(list, input, found, status);
  (field.closest(".related-widget-wrapper") ?? field).before(box);
  field.classList.add("visually-hidden");
  field.setAttribute("aria-hidden", "true");
  field.tabIndex = -1;
  // The label of the field, and what leads to its errors, lead to the input.
  field.addEventListener("focus", () => input.focus());

  // --- the chips ---

  function show() {
    const names = of.read();
    list.replaceChildren(...names.map((name) => {
      const item = document.createElement("li");
      const words = document.createElement("bdi");
      words.textContent = name;
      const button = made("button", { type: "button", tabindex: "-1", "aria-label": `${texts.take_out}: ${name}` });
      button.textContent = "×";
      button.addEventListener("click", () => takeOut(name));
      item.append(words, button);
      return item;
    }));
    list.hidden = !names.length;
    input.placeholder = of.isSingle && names.length ? "" : of.invite;
  }

  function add(name) {
    const names = of.read();
    input.value = "";
    close();
    if (!name.trim() || isFound(name, names)) return;
    of.write(of.isSingle ? [name] : [...names, name.trim()]);
    show();
    status.textContent = fill(texts.chip_added, { name });
  }

  function takeOut(name) {
    const place = of.read().indexOf(name);
    of.write(of.read().filter((other) => other !== name));
    show();
    status.textContent = fill(texts.chip_taken_out, { name });
    (buttons()[place] ?? buttons().at(-1) ?? input).focus();
  }

  const buttons = () => [...list.querySelectorAll("button")];

  // What was typed: new names where they may be written, otherwise the only one that fits.
  function take() {
    const typed = input.value;
    if (!typed.trim()) return;
    if (of.isOpen) {
      for (const name of splitTags(typed)) add(name);
      return;
    }
    const fitting = of.fitting(typed);
    const exact = fitting.find((name) => folded(name) === folded(typed));
    if (exact ?? fitting.length === 1) add(exact ?? fitting[0]);
    else input.value = "";
  }

  // --- what is found ---

  async function find() {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const names = await of.find(input.value.trim(), signal);
      if (!signal.aborted && document.activeElement === input) open(names.filter((name) => !isFound(name, of.read())).slice(0, SHOWN));
    } catch (error) {
      // No connection, or typed on: names can be written all the same.
      if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
    }
  }

  function open(names) {
    found.replaceChildren(...names.map((name, place) => {
      const option = made("li", { role: "option", id: `${listed}-${place}`, "aria-selected": "false", dir: "auto" });
      option.textContent = name;
      return option;
    }));
    found.hidden = !names.length;
    input.setAttribute("aria-expanded", String(names.length > 0));
    // The bar with the buttons stands over the lower end of the page.
    found.scrollIntoView({ block: "nearest" });
    activate(-1);
  }

  function close() {
    clearTimeout(soon);
    asked?.abort();
    open([]);
  }

  function activate(place) {
    active = place;
    [...found.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = found.children[place];
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  // --- keys and the pointer ---

  async function step(by) {
    if (found.hidden) await find();
    const count = found.children.length;
    if (count) activate(active < 0 && by < 0 ? count - 1 : (active + by + count) % count);
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => (active < 0 ? take() : add(found.children[active].textContent)),
    Escape: close,
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = buttons().at(-1);
    const isBefore = !input.selectionEnd && event.key === towards(-1);
    if (keys[event.key]) {
      // Enter would save the whole form.
      event.preventDefault();
      keys[event.key]();
    } else if (event.key === "Backspace" && !input.value && last) {
      event.preventDefault();
      takeOut(of.read().at(-1));
      input.focus();
    } else if (event.key === "," && of.isOpen && !input.value.trimStart().startsWith('"')) {
      event.preventDefault();
      take();
    } else if (isBefore && last) {
      event.preventDefault();
      last.focus();
    }
  });

  // The key that leads forwards (1) or back (-1) in the direction of the page.
  const towards = (way) => ((getComputedStyle(box).direction === "rtl") === (way > 0) ? "ArrowLeft" : "ArrowRight");

  list.addEventListener("keydown", (event) => {
    const at = buttons().indexOf(event.target);
    const to = { [towards(-1)]: at - 1, [towards(1)]: at + 1, Home: 0, End: buttons().length - 1 }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      event.target.click();
    } else if (to !== undefined) {
      event.preventDefault();
      (buttons()[Math.max(0, to)] ?? input).focus();
    }
  });

  input.addEventListener("input", () => {
    clearTimeout(soon);
    if (!input.value.trim() && !of.isSingle) close();
    else soon = setTimeout(find, PAUSE);
  });
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!of.isOpen || !/[,\n]/.test(text)) return;
    event.preventDefault();
    for (const name of splitTags(text.replace(/\s*\n\s*/g, ","))) add(name);
  });
  input.addEventListener("focus", () => { if (of.isSingle) find(); });
  input.addEventListener("blur", () => {
    take();
    close();
  });
  // By the keyboard a form is saved while the focus is here.
  document.addEventListener("article:saving", take);
  // Before the box loses the focus, which would close the list.
  found.addEventListener("mousedown", (event) => event.preventDefault());
  found.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) add(option.textContent);
  });
  box.addEventListener("click", (event) => { if (event.target === box || event.target === list) input.focus(); });
  field.addEventListener(field.tagName === "SELECT" ? "change" : "input", show);
  show();
  return show;
}
