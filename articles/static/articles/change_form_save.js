// Saving without a reload: Ctrl+S. Errors stand at their fields; a newer text is merged.

import { clock, fill, labelOf, set } from "./change_form_fields.js";

export function save(page, typing) {
  const { form, texts, urls, post, say } = page;
  let running = false;

  function clear() {
    for (const old of form.querySelectorAll(".errorlist, #form-errors")) old.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    document.querySelector("#story-errors").replaceChildren();
  }

  function list(lines) {
    const element = document.createElement("ul");
    element.className = "errorlist";
    for (const text of lines) {
      const item = document.createElement("li");
      item.textContent = text;
      element.append(item);
    }
    return element;
  }

  function refuse(errors) {
    const general = document.querySelector("#story-errors");
    const wrong = [];
    for (const [id, lines] of Object.entries(errors)) {
      const field = id && document.getElementById(id);
      const row = field && field.closest(".form-row");
      (row || general).prepend(list(lines));
      if (!row) continue;
      field.setAttribute("aria-invalid", "true");
      wrong.push(field);
    }
    // The first on the page, with its error above it, also on a phone.
    wrong.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    show(wrong[0] ?? general);
  }

  function show(field) {
    (field.closest(".form-row") ?? field).scrollIntoView({ block: "center" });
    (field.closest(".form-row")?.querySelector(".select2-selection") ?? field).focus({ preventScroll: true });
  }

  // The server's spelling of what was sent, where nothing was typed meanwhile.
  function take(values, sent) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      if (!field || field.tagName === undefined) continue;
      if (field.type === "hidden") field.value = value;
      else if (sent[name] === undefined || field.value === sent[name]) if (field.value.replaceAll("\r\n", "\n") !== value) set(field, value);
    }
  }

  // The hidden initial values of corrections are what was saved last.
  function opened(sent) {
    for (const [name, value] of Object.entries(sent)) {
      const before = form.elements[`initial-${name}`];
      if (before) before.value = value;
    }
  }

  function renew(answer) {
    document.querySelector("#publish-panel").innerHTML = answer.panel;
    document.querySelector("#save-buttons").innerHTML = answer.buttons;
    document.querySelector("#story-merge").replaceChildren();
    document.dispatchEvent(new Event("article:saved"));
    if (urls.article) return;
    // A new article has an address of its own now.
    urls.article = answer.pk;
    form.elements.form_name.value = answer.pk;
    for (const [name, value] of Object.entries(answer.empty_formsets)) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    history.replaceState(null, "", answer.url);
    document.dispatchEvent(new Event("article:created"));
  }

  async function now() {
    if (running) return;
    // What the browser cannot read it would send as empty: it says so at the field instead.
    const unread = [...form.elements].find((field) => field.validity?.badInput);
    if (unread) {
      unread.reportValidity();
      say(fill(texts.not_sent, { field: labelOf(unread) }));
      return;
    }
    running = true;
    say(texts.saving);
    clear();
    const sent = typing.typed();
    const fields = new FormData(form);
    fields.set("_step", "save");
    fields.delete("_confirmed");
    try {
      // The answer is JSON; a redirect leads to the login page, and is not followed.
      const response = await post(location.pathname, fields, { redirect: "manual" });
      if (response.type === "opaqueredirect" || response.status === 403) {
        say(texts.signed_out);
        return;
      }
      const answer = await response.json();
      if (answer.saved) {
        const since = typing.typed();
        take(answer.values, sent);
        renew(answer);
        opened(sent);
        typing.saved(sent, since);
        say([...answer.messages, clock()].join(" "));
        // What was typed since is autosaved, and offered by the page that follows.
        if (answer.reload) location.assign(answer.url);
        return;
      }
      if (answer.values) take(answer.values, sent);
      if (answer.merge) {
        const place = document.querySelector("#story-merge");
        place.innerHTML = answer.merge;
        document.dispatchEvent(new Event("article:merged"));
        place.firstElementChild?.focus();
        say(texts.merged);
      } else {
        refuse(answer.errors);
        say(texts.refused);
      }
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
      say(texts.offline);
    } finally {
      running = false;
    }
  }

  return { now };
}
