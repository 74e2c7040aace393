// The page of one story. Without this program it is a form that works; with it there are a
// toolbar, a live preview, saving without a reload, and copies of what is typed.

import { register } from "./keyboard.js";
import { growTitle } from "./change_form_fields.js";
import { choose } from "./change_form_merge.js";
import { watchPresence } from "./change_form_presence.js";
import { preview } from "./change_form_preview.js";
import { autosave } from "./change_form_autosave.js";
import { save } from "./change_form_save.js";
import { tools } from "./change_form_toolbar.js";
import { labelButtons } from "./change_form_buttons.js";

const form = document.querySelector("#article_form");
const desk = document.querySelector("#story-desk");
const texts = JSON.parse(document.querySelector("#script-messages").textContent);
const page = {
  form,
  texts,
  urls: desk.dataset,
  say: (text) => {
    document.querySelector("#save-status").textContent = text;
  },
  // A request that the server knows for ours. Who signed in again in another tab has a new token.
  post: async (url, fields, more = {}) => {
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
  },
};

const renewed = new Map();

async function renewToken(url) {
  // What is forbidden for good need not be asked about again and again.
  if (Date.now() - renewed.get(url) < 10000) return false;
  renewed.set(url, Date.now());
  const answer = await fetch(location.pathname);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = fresh.querySelector("#article_form [name=csrfmiddlewaretoken]");
  if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  return Boolean(token);
}

growTitle(form.elements.title);
labelButtons(page);
const shown = preview(page);
const copies = autosave(page);
const toolbar = tools(page);
const saving = save(page, copies);
choose(page);
watchPresence(page);

register("ctrl+s", texts.key_save, saving.now, { typing: true });
register("ctrl+b", texts.key_bold, () => toolbar.use("bold"), { typing: true });
register("ctrl+i", texts.key_italic, () => toolbar.use("italic"), { typing: true });
register("ctrl+k", texts.key_link, () => toolbar.use("link"), { typing: true });
register("p", texts.key_preview, shown.toggle);
