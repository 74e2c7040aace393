// Fields of the change form: what several modules do with a field, those that are more than a field
// where this script runs (the title, the authors and the cover), and how they are sent to the server.

const ADDRESS = "autocomplete/?app_label=articles&model_name=articleauthor&field_name=author&term=";

// Replaces `[start, end)` of a text field so that the browser can undo it.
export function replace(field, start, end, text) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  // The only way that keeps the undo history. A browser without it gets the plain way, and so does a
  // field that is hidden, which cannot have the focus: the command writes into the one that has it.
  if (document.activeElement !== field || !document.execCommand(text ? "insertText" : "delete", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Sets a whole field, as if it had been typed.
export function set(field, value) {
  if (!field || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
}

// Grows with its text where the browser does not do it by itself, and stays one line of text.
export function growTitle(field) {
  const fit = () => {
    if (CSS.supports("field-sizing", "content")) return;
    field.rows = 1;
    while (field.scrollHeight > field.clientHeight && field.rows < 8) field.rows += 1;
  };
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  fit();
}

// The label of a field, without the colon that some forms put behind it.
export function labelOf(field) {
  return (field.labels?.[0]?.textContent ?? field.name).trim().replace(/:$/, "");
}

// Replaces each {name} in the text by its value.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function clock(moment = new Date()) {
  return moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

// Adds authors by searching for them, and moves their names up and down. The names stay lines of a text
// field, which says what is saved, and without this script is all there is.
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

// A picture, shown as readers will see it, in place of the select `name` and of the file field. The
// dialog that chooses another from the library is loaded by who opens it.
export function cover({ form, texts, post, say }, name = "cover") {
  const box = document.querySelector(".cover-box");
  const select = form.elements[name];
  if (!box || !select) return;
  const shown = box.querySelector(".cover-shown");
  const button = box.querySelector("[data-choose]");
  let point = null;

  // What shows a picture is loaded with the first one.
  function loadPoint() {
    point ??= import("./picture_focal.js").then(({ focalPoint }) => focalPoint(shown.querySelector(".focal"), () => {}));
    return point;
  }

  async function show(picture) {
    shown.hidden = !picture;
    box.querySelector(".cover-none").hidden = Boolean(picture);
    box.querySelector("[data-remove]").hidden = !picture;
    if (!picture) return;
    (await loadPoint()).show(picture, picture.values.focal_x / 100, picture.values.focal_y / 100, false);
    shown.querySelector(".cover-name").textContent = [picture.name, picture.lacks].filter(Boolean).join(" · ");
  }

  async function showChosen() {
    const pk = select.value;
    if (!pk) {
      show(null);
      return;
    }
    try {
      const answer = await fetch(`${box.dataset.image}${pk}/chosen/`, { headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.ok && select.value === pk) show(await answer.json());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  function take(picture) {
    const value = String(picture.id);
    const known = [...select.options].find((option) => option.value === value);
    if (!known) select.add(new Option(picture.name, value));
    show(picture);
    set(select, value);
  }

  let dialog = null;
  button.addEventListener("click", async () => {
    try {
      dialog ??= (await import("./cover_dialog.js")).coverDialog({ texts, post, take, opener: button });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      say(document.querySelector("#cover-dialog").dataset.failed);
      return;
    }
    dialog.open(select.value);
  });
  box.querySelector("[data-remove]").addEventListener("click", () => {
    set(select, "");
    show(null);
    button.focus();
  });
  // Also what a merge or a recovery puts into the form.
  select.addEventListener("change", showChosen);
  // Links of the checks and errors lead to the button.
  for (const old of [box.closest(".form-row"), form.elements.cover_file?.closest(".form-row")]) if (old) old.hidden = true;
  const isInPanel = Boolean(select.closest(".aside"));
  for (const label of select.labels) label.hidden = isInPanel;
  button.setAttribute("aria-label", button.textContent);
  const row = select.closest(".form-row");
  Object.assign(select, { id: `id_${name}_value`, hidden: true });
  button.id = `id_${name}`;
  if (isInPanel) row.append(box);
  else select.after(box);
  box.hidden = false;
  // The page came with the stored one.
  const stored = JSON.parse(document.querySelector("#stored-cover").textContent);
  if (stored && String(stored.id) === select.value) show(stored);
  else showChosen();
}

// --- requests ------------------------------------------------------------------------------------

// Returns `post(url, fields)`: a POST with the CSRF token of `form`. After signing in again in another tab
// the token is a new one.
export function requests(form) {
  const renewed = new Map();

  async function renewToken(url) {
    // At most once in ten seconds for a URL that stays forbidden.
    if (Date.now() - renewed.get(url) < 10000) return false;
    renewed.set(url, Date.now());
    const answer = await fetch(location.pathname);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`);
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    return Boolean(token);
  }

  return async (url, fields, more = {}) => {
    const body = fields instanceof FormData ? fields : new FormData();
    if (body !== fields) Object.entries(fields).forEach(([name, value]) => body.set(name, value));
    const token = form.elements.csrfmiddlewaretoken;
    const send = () => {
      body.set("csrfmiddlewaretoken", token.value);
      return fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", ...more });
    };
    const answer = await send();
    const isRenewed = answer.status === 403 && (body.get("csrfmiddlewaretoken") !== token.value || (await renewToken(url)));
    return isRenewed ? send() : answer;
  };
}
