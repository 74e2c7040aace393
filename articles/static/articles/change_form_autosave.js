// Keeps what is typed: in this browser at once, on the server every few seconds, valid or not. It is
// offered when the form is opened again, and deleted when the article is saved.

import { clock, fill } from "./change_form_fields.js";

const BROWSER_DELAY = 300;
const SERVER_DELAY = 3000;
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

  async function saveOnServer() {
    there = undefined;
    if (!isDirty()) return;
    try {
      const answer = await post(urls.autosave, typed());
      refused = answer.status === 403;
      if (refused) say(texts.signed_out);
      else if (answer.ok) say(fill(texts.unsaved, { time: clock() }));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // Signed out leads to another page, which we do not follow; so does no connection.
      say(navigator.onLine ? texts.signed_out : texts.offline);
      there ??= setTimeout(saveOnServer, SERVER_DELAY * 3);
    }
  }

  function changed() {
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

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
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
