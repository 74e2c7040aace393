// The change form of an article. It works without this script, which adds a toolbar, a live preview,
// saving without a reload, and autosave.

import { register } from "./keyboard.js";
import { authors } from "./change_form_authors.js";
import { cover } from "./change_form_cover.js";
import { growTitle } from "./change_form_fields.js";
import { choose } from "./change_form_merge.js";
import { watchPresence } from "./change_form_presence.js";
import { preview } from "./change_form_preview.js";
import { autosave } from "./change_form_autosave.js";
import { save } from "./change_form_save.js";
import { tools } from "./change_form_toolbar.js";
import { labelButtons } from "./change_form_buttons.js";

const form = document.querySelector("#article_form");
const root = document.querySelector("#story-desk");
const texts = JSON.parse(document.querySelector("#script-messages").textContent);
const page = {
  form,
  texts,
  urls: root.dataset,
  say: (text) => {
    document.querySelector("#save-status").textContent = text;
  },
  // A POST with the CSRF token. After signing in again in another tab the token is a new one.
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
  // At most once in ten seconds for a URL that stays forbidden.
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
// It changes the form, which the next one compares with what is typed later.
cover(page);
authors(page);
const typing = autosave(page);
const toolbar = tools(page);
const saving = save(page, typing);
choose(page);
watchPresence(page);

register("ctrl+s", texts.key_save, saving.now, { typing: true });
register("ctrl+b", texts.key_bold, () => toolbar.use("bold"), { typing: true });
register("ctrl+i", texts.key_italic, () => toolbar.use("italic"), { typing: true });
// In the text alone: elsewhere it opens the palette, as on every page.
register("ctrl+k", texts.key_link, () => toolbar.use("link"), { typing: true, within: form.elements.body });
register("p", texts.key_preview, shown.toggle);
