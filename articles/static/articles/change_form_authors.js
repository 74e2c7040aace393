// Adds authors by searching for them, and moves their names up and down. The names stay lines of a text
// field, which says what is saved, and without this script is all there is.

import { labelOf, set } from "./change_form_fields.js";

const ADDRESS = "autocomplete/?app_label=articles&model_name=articleauthor&field_name=author&term=";

export function authors(page) {
  const field = page.form.elements.author_names;
  if (!field || field.readOnly) return;
  const { texts } = page;
  const names = () => field.value.split("\n").map((name) => name.trim()).filter(Boolean);
  const box = document.createElement("div");
  box.className = "author-chooser";
  const list = document.createElement("ol");
  const options = document.createElement("datalist");
  options.id = "author-options";
  const input = document.createElement("input");
  input.type = "text";
  input.setAttribute("list", options.id);
  input.setAttribute("aria-label", texts.add_author);
  input.placeholder = texts.add_author;
  input.maxLength = 200;
  // It is no field of the form: nothing of it is sent.
  input.autocomplete = "off";
  box.append(list, input, options);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", labelOf(field));
  field.after(box);
  // The label of the field, and what leads to its errors, lead to the input.
  field.classList.add("visually-hidden");
  field.setAttribute("aria-hidden", "true");
  field.tabIndex = -1;
  field.addEventListener("focus", () => input.focus());

  const write = (lines) => {
    set(field, lines.join("\n"));
    show();
  };

  function button(label, sign, act, disabled) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.disabled = disabled;
    made.addEventListener("click", act);
    return made;
  }

  function show() {
    const lines = names();
    list.replaceChildren(
      ...lines.map((name, place) => {
        const item = document.createElement("li");
        const label = document.createElement("bdi");
        label.textContent = name;
        const move = (to) => () => {
          const moved = lines.filter((_, other) => other !== place);
          moved.splice(to, 0, name);
          write(moved);
          // The button that was pressed is a new one.
          const buttons = list.children[to]?.querySelectorAll("button:not(:disabled)") ?? [];
          buttons[to < place ? 0 : buttons.length - 2]?.focus();
        };
        const remove = () => {
          write(lines.filter((_, other) => other !== place));
          input.focus();
        };
        item.append(
          label,
          button(`${texts.earlier}: ${name}`, "↑", move(place - 1), place === 0),
          button(`${texts.later}: ${name}`, "↓", move(place + 1), place === lines.length - 1),
          button(`${texts.take_out}: ${name}`, "×", remove, false),
        );
        return item;
      }),
    );
    list.hidden = !lines.length;
  }

  const add = () => {
    const name = input.value.trim();
    if (!name) return;
    input.value = "";
    const known = names();
    if (!known.some((other) => other.toLowerCase() === name.toLowerCase())) write([...known, name]);
  };

  let asked = null;
  const suggest = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(page.urls.admin + ADDRESS + encodeURIComponent(input.value.trim()), { signal: asked.signal });
      const found = answer.ok ? (await answer.json()).results : [];
      options.replaceChildren(...found.map((row) => new Option(row.text, row.text)));
    } catch {
      // No connection, or typed on: names can be written all the same.
    }
  };
  input.addEventListener("input", (event) => {
    const isChosen = [...options.children].some((option) => option.value === input.value);
    // A choice from the list replaces what was typed.
    if (isChosen && event.inputType !== "insertText") add();
    else if (input.value.trim()) suggest();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    add();
  });
  input.addEventListener("blur", add);
  field.addEventListener("input", show);
  show();
}
