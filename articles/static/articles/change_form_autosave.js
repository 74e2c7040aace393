// Copies of what is typed: in this browser at once, at the server every few seconds, valid or not.
// They are offered back when the page is opened again, and gone once the story is saved.

import { clock, fill } from "./change_form_fields.js";

const PAUSE_HERE = 300;
const PAUSE_THERE = 3000;
const NOT_KEPT = ["csrfmiddlewaretoken", "_step", "_confirmed"];

export function autosave({ form, texts, urls, post, say }) {
  const prefix = `newsroom-story-${urls.user}-`;
  const name = () => form.elements.form_name.value;
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([key, value]) => typeof value === "string" && !NOT_KEPT.includes(key)));
  let clean = JSON.stringify(typed());
  let here;
  let there;
  let refused = false;

  const isDirty = () => JSON.stringify(typed()) !== clean;

  function keepHere() {
    clearTimeout(here);
    here = undefined;
    if (!isDirty()) return;
    try {
      localStorage.setItem(prefix + name(), JSON.stringify({ at: new Date().toISOString(), values: typed() }));
    } catch (error) {
      // Private windows and full disks have no room; the server's copy remains.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  async function keepThere() {
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
      there ??= setTimeout(keepThere, PAUSE_THERE * 3);
    }
  }

  function changed() {
    here ??= setTimeout(keepHere, PAUSE_HERE);
    if (!refused) there ??= setTimeout(keepThere, PAUSE_THERE);
  }

  function forgetHere(which) {
    localStorage.removeItem(prefix + which);
  }

  // A copy that only this browser has, because it or the connection broke down: the server
  // compares it with the story.
  async function offer() {
    const mine = name();
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    const fits = keys.filter((key) => (mine.startsWith("new-") ? key.startsWith(`${prefix}new-`) : key === prefix + mine));
    const found = fits.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) })).sort((a, b) => (a.at < b.at ? 1 : -1))[0];
    const place = document.querySelector("#story-recovery");
    const offered = place.querySelector("[data-saved]");
    if (!found || JSON.stringify(found.values) === JSON.stringify(typed())) return;
    // The server's copy of the same typing is at most a moment older, and offered already.
    if (offered && Date.parse(offered.dataset.saved) >= Date.parse(found.at)) return;
    const answer = await post(`${urls.autosave}?compare`, found.values);
    if (answer.ok) place.innerHTML = (await answer.json()).recovery;
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  addEventListener("pagehide", keepHere);
  document.addEventListener("visibilitychange", () => document.hidden && keepHere());
  document.querySelector("#story-recovery").addEventListener("click", async (event) => {
    const button = event.target.closest("[data-forget]");
    if (!button) return;
    forgetHere(button.dataset.forget);
    await post(urls.forget, { form_name: button.dataset.forget });
    button.closest(".recovery").remove();
    form.elements.title.focus();
  });

  const query = new URLSearchParams(location.search);
  if (query.has("saved")) {
    forgetHere(query.get("saved"));
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
      forgetHere(sent.form_name);
      document.querySelector("#story-recovery").replaceChildren();
      const typedSince = Object.entries(sent).filter(([key, value]) => since[key] !== value);
      clean = JSON.stringify({ ...typed(), ...Object.fromEntries(typedSince) });
      if (isDirty()) changed();
    },
  };
}
