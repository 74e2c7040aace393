// The page of one story. Without this program it is a form that works; with it there are a
// toolbar, a live preview, saving without a reload, and copies of what is typed.

import { register } from "./keys.js";
import { growTitle } from "./story_fields.js";
import { choose } from "./story_merge.js";
import { watchPresence } from "./story_presence.js";
import { preview } from "./story_preview.js";
import { keepCopies } from "./story_copies.js";
import { save } from "./story_save.js";
import { tools } from "./story_tools.js";
import { nameActs } from "./story_acts.js";

const form = document.querySelector("#article_form");
const desk = document.querySelector("#story-desk");
const said = JSON.parse(document.querySelector("#story-said").textContent);
const page = {
  form,
  said,
  urls: desk.dataset,
  say: (text) => {
    document.querySelector("#story-said-now").textContent = text;
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
nameActs(page);
const shown = preview(page);
const copies = keepCopies(page);
const toolbar = tools(page);
const saving = save(page, copies);
choose(page);
watchPresence(page);

register("ctrl+s", said.key_save, saving.now, { typing: true });
register("ctrl+b", said.key_bold, () => toolbar.use("bold"), { typing: true });
register("ctrl+i", said.key_italic, () => toolbar.use("italic"), { typing: true });
register("ctrl+k", said.key_link, () => toolbar.use("link"), { typing: true });
register("p", said.key_preview, shown.toggle);
