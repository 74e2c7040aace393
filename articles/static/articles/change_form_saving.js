// Saving. Whatever is typed is kept in this browser at once and on the server every few seconds, valid
// or not; it is offered when the form is opened again, and deleted when the article is saved. Ctrl+S and
// the buttons save without a reload: errors stand at their fields, a newer text is merged, and what the
// checks ask stands beside the button that is to be pressed again.

import { clock, fill, labelOf, set } from "./change_form_fields.js";

const BROWSER_DELAY = 300;
const SERVER_DELAY = 3000;
// How long a save waits for a copy that is on its way, and an answer is waited for at all.
const COPY_PATIENCE = 2000;
const PATIENCE = 60000;
// A second press of a double click is not meant for the button that stands in its place now.
const DOUBLE_CLICK = 600;
const IGNORED = ["csrfmiddlewaretoken", "_step", "_confirmed"];

export function autosave({ form, texts, urls, post, say }) {
  const prefix = `newsroom-story-${urls.user}-`;
  const name = () => form.elements.form_name.value;
  // A half-typed time or number has no value: the copy leaves it out, and so does not empty it.
  const isRead = (key) => !form.elements[key]?.validity?.badInput;
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([key, value]) => typeof value === "string" && !IGNORED.includes(key) && isRead(key)));
  let clean = JSON.stringify(typed());
  let here;
  let there;
  let refused = false;
  // While a save is under way no copy is sent, and none says anything.
  let isHeld = false;
  let isDue = false;
  // Why nothing was saved stays to be read until the person types again.
  let isQuiet = false;
  let copying = null;

  const isDirty = () => JSON.stringify(typed()) !== clean;

  function saveInBrowser() {
    clearTimeout(here);
    here = undefined;
    if (!isDirty()) return;
    try {
      localStorage.setItem(prefix + name(), JSON.stringify({ at: new Date().toISOString(), values: typed() }));
    } catch (error) {
      // Private windows and full disks have no room; the server still keeps it.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  // One copy after the other: an older one never comes last.
  function saveOnServer() {
    there = undefined;
    if (isHeld || !isDirty()) return;
    if (copying) {
      there = setTimeout(saveOnServer, SERVER_DELAY);
      return;
    }
    const request = new AbortController();
    const limit = setTimeout(() => request.abort(), PATIENCE);
    const done = copy(request.signal).finally(() => {
      clearTimeout(limit);
      copying = null;
    });
    copying = { request, done };
  }

  async function copy(signal) {
    try {
      const answer = await post(urls.autosave, typed(), { signal });
      refused = answer.status === 403;
      if (isHeld) return;
      if (refused) say(texts.forbidden);
      else if (answer.ok && !isQuiet) say(fill(texts.unsaved, { time: clock() }));
    } catch (error) {
      if (!(error instanceof TypeError) && !signal.aborted) throw error;
      if (isHeld) return;
      // Signed out leads to another page, which we do not follow; so does no connection.
      say(navigator.onLine && !signal.aborted ? texts.signed_out : texts.offline);
      there ??= setTimeout(saveOnServer, SERVER_DELAY * 3);
    }
  }

  function changed() {
    isDue ||= isHeld;
    here ??= setTimeout(saveInBrowser, BROWSER_DELAY);
    if (!refused) there ??= setTimeout(saveOnServer, SERVER_DELAY);
  }

  function removeFromBrowser(which) {
    localStorage.removeItem(prefix + which);
  }

  // Typing that only this browser kept, after a crash or without a connection: the server compares
  // it with the article.
  async function offer() {
    const formName = name();
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    const fits = keys.filter((key) => (formName.startsWith("new-") ? key.startsWith(`${prefix}new-`) : key === prefix + formName));
    const latest = fits.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) })).sort((a, b) => (a.at < b.at ? 1 : -1))[0];
    const place = document.querySelector("#story-recovery");
    const offered = place.querySelector("[data-saved]");
    if (!latest || JSON.stringify(latest.values) === JSON.stringify(typed())) return;
    // The server's copy of the same typing is at most a moment older, and offered already.
    if (offered && Date.parse(offered.dataset.saved) >= Date.parse(latest.at)) return;
    const answer = await post(`${urls.autosave}?compare`, latest.values);
    if (answer.ok) place.innerHTML = (await answer.json()).recovery;
  }

  for (const event of ["input", "change"]) {
    form.addEventListener(event, () => {
      isQuiet = false;
      changed();
    });
  }
  addEventListener("pagehide", saveInBrowser);
  document.addEventListener("visibilitychange", () => document.hidden && saveInBrowser());
  document.querySelector("#story-recovery").addEventListener("click", async (event) => {
    const button = event.target.closest("[data-forget]");
    if (!button) return;
    removeFromBrowser(button.dataset.forget);
    await post(urls.forget, { form_name: button.dataset.forget });
    button.closest(".recovery").remove();
    form.elements.title.focus();
  });

  // The page that has the typing in its form says what to put where; one with other fields, such as another
  // correction, is opened instead.
  async function putBack(link) {
    const answer = await fetch(link.href, { redirect: "error" });
    const there = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#article_form");
    const kept = [...(there?.elements ?? [])].filter(({ name, type }) => name && type !== "file" && !IGNORED.includes(name));
    const fits = ({ name, tagName, value }) => form.elements[name]?.tagName === tagName && (tagName !== "SELECT" || [...form.elements[name].options].some((option) => option.value === value));
    if (!kept.length || !kept.every(fits)) {
      location.assign(link.href);
      return;
    }
    for (const { name, type, value } of kept) {
      if (type === "hidden") form.elements[name].value = value;
      else set(form.elements[name], value);
    }
    document.querySelector("#story-recovery").replaceChildren(...there.querySelector("#story-recovery").children);
    clean = "";
    changed();
    form.elements.title.focus();
  }

  document.querySelector("#story-recovery").addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='?restore']");
    if (!link) return;
    event.preventDefault();
    putBack(link).catch((error) => {
      if (!(error instanceof TypeError)) throw error;
      say(texts.offline);
    });
  });

  const query = new URLSearchParams(location.search);
  if (query.has("saved")) {
    removeFromBrowser(query.get("saved"));
    query.delete("saved");
    history.replaceState(null, "", location.pathname + (query.size ? `?${query}` : ""));
  } else if (query.has("restore")) {
    // What was put back is typed, and not yet saved.
    clean = "";
    changed();
  } else if (!document.querySelector("#story-desk .errorlist")) {
    offer();
  }

  return {
    typed,
    isDirty,
    // Before a save: a copy that came to the server after it would be offered as if it were newer.
    async hold() {
      isHeld = true;
      isDue = there !== undefined || copying !== null;
      clearTimeout(there);
      there = undefined;
      if (!copying) return;
      const { request, done } = copying;
      const limit = setTimeout(() => request.abort(), COPY_PATIENCE);
      await done;
      clearTimeout(limit);
    },
    // After it: what was not saved is copied as before.
    release({ isRefused }) {
      isHeld = false;
      isQuiet = isRefused;
      if (isDue && isDirty()) changed();
    },
    // Nothing of this form can be saved any more: the server refuses to keep it.
    stop() {
      clearTimeout(there);
      there = undefined;
      refused = true;
    },
    // What was sent is saved; what was typed since is not.
    saved(sent, since) {
      clearTimeout(there);
      there = undefined;
      removeFromBrowser(sent.form_name);
      document.querySelector("#story-recovery").replaceChildren();
      const typedSince = Object.entries(sent).filter(([key, value]) => since[key] !== value);
      clean = JSON.stringify({ ...typed(), ...Object.fromEntries(typedSince) });
      if (isDirty()) changed();
    },
  };
}

// The links above the form; a new article has none before it is saved.
function toolsOf(form) {
  const there = document.querySelector(".object-tools");
  if (there) return there;
  const made = document.createElement("ul");
  made.className = "object-tools";
  form.before(made);
  return made;
}

export function save(page, typing) {
  const { form, texts, urls, post, say, reveal } = page;
  // The step that is under way, and the one that was pressed during a save.
  let running = null;
  let next = null;

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
    reveal(field);
    (field.closest(".form-row") ?? field).scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
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
    toolsOf(form).innerHTML = answer.tools;
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

  // Somebody deleted the story: what is typed becomes a new one, with the next save.
  function begin(gone) {
    urls.article = "";
    form.elements.form_name.value = gone.form_name;
    document.querySelector("#corrections-group")?.remove();
    document.querySelector("#publish-panel").innerHTML = gone.panel;
    document.querySelector("#save-buttons").innerHTML = gone.buttons;
    form.removeAttribute("action");
    history.replaceState(null, "", gone.url);
    document.dispatchEvent(new Event("article:saved"));
  }

  // What the checks found stands beside the buttons, and asks there: nothing is loaded again.
  function ask(step) {
    const buttons = document.querySelector("#save-buttons");
    (buttons.querySelector(".finding-error a") ?? buttons.querySelector(`button[value="${step}"]`) ?? buttons.querySelector("button")).focus();
  }

  // For a moment the new buttons take no press.
  function rest() {
    const buttons = document.querySelectorAll("#save-buttons button[name=_step]");
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    setTimeout(() => { for (const button of buttons) button.removeAttribute("aria-disabled"); }, DOUBLE_CLICK);
  }

  // What was pressed during a save follows it, where it still can be done.
  function follow() {
    const step = next;
    next = null;
    if (step === "save" ? typing.isDirty() : step && document.querySelector(`#save-buttons button[value="${step}"]`)) send(step);
  }

  // Why an answer says nothing about the story. Who is signed out is led to the login page.
  function reason(response) {
    if (response.type === "opaqueredirect") return texts.signed_out;
    return response.status === 403 ? texts.forbidden : texts.trouble;
  }

  async function send(step) {
    if (running) {
      if (running === "save") next = step;
      return;
    }
    // What the browser cannot read it would send as empty: it says so at the field instead.
    const unread = [...form.elements].find((field) => field.validity?.badInput);
    if (unread) {
      unread.reportValidity();
      say(fill(texts.not_sent, { field: labelOf(unread) }));
      return;
    }
    running = step;
    let isLeaving = false;
    let isSaved = false;
    let isRefused = false;
    let limit;
    const focused = document.activeElement;
    say(texts.saving);
    clear();
    document.dispatchEvent(new Event("article:saving"));
    await typing.hold();
    const sent = typing.typed();
    const fields = new FormData(form);
    fields.set("_step", step);
    if (step === "save") fields.delete("_confirmed");
    const request = new AbortController();
    try {
      limit = setTimeout(() => request.abort(), PATIENCE);
      // The answer is JSON; a redirect leads to the login page, and is not followed.
      const response = await post(location.pathname, fields, { redirect: "manual", signal: request.signal });
      isRefused = true;
      if (!response.ok) {
        say(reason(response));
        return;
      }
      const answer = await response.json();
      if (answer.follow) {
        // The form has other fields now. What was typed since is kept, and offered by the page that follows;
        // the way back does not lead to a form of before.
        isLeaving = true;
        form.elements.form_name.value = answer.pk;
        typing.saved(sent, { ...typing.typed(), form_name: sent.form_name });
        location.replace(answer.follow);
        return;
      }
      if (answer.saved) {
        isSaved = true;
        isRefused = false;
        const since = typing.typed();
        take(answer.values, sent);
        renew(answer);
        if (step !== "save") rest();
        opened(sent);
        typing.saved(sent, since);
        say([...answer.messages, clock()].join(" "));
        if (answer.asks) ask(step);
        else if (!focused.isConnected) document.querySelector("#save-buttons button").focus();
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
        if (answer.gone) begin(answer.gone);
        if (answer.is_over) typing.stop();
        refuse(answer.errors);
        say(texts.refused);
      }
    } catch (error) {
      // No connection, no answer in time, or the page of an error.
      if (!(error instanceof TypeError) && !(error instanceof SyntaxError) && !request.signal.aborted) throw error;
      say(error instanceof SyntaxError ? texts.trouble : texts.offline);
    } finally {
      clearTimeout(limit);
      if (!isLeaving) {
        running = null;
        typing.release({ isRefused });
        if (!isSaved) next = null;
        follow();
      }
    }
  }

  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    // The window that another form opened hands the story to it.
    if (submitter?.name !== "_step" || form.elements._popup) return;
    event.preventDefault();
    send(submitter.value);
  });
  // A button that rests takes no press; the dialog of the schedule submits with it all the same.
  form.addEventListener("click", (event) => {
    if (event.target.closest("[name=_step][aria-disabled]")) event.preventDefault();
  });
  // A key that is held down confirms nothing.
  form.addEventListener("keydown", (event) => {
    if (event.repeat && event.key === "Enter" && event.target.name === "_step") event.preventDefault();
  });

  return { now: () => send("save") };
}
