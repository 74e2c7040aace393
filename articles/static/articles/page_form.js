// The form of a page beside the stories. It works without this script, which adds a toolbar and a live
// preview of the text.

import { growTitle, requests } from "./change_form_fields.js";
import { layout, preview, tools } from "./change_form_text.js";
import { register } from "./keyboard.js";

const form = document.querySelector("#page_form");
const texts = JSON.parse(document.querySelector("#script-messages").textContent);
const page = {
  form,
  texts,
  urls: document.querySelector("#story-desk").dataset,
  say: (text) => {
    document.querySelector("#save-status").textContent = text;
  },
  post: requests(form),
};

growTitle(form.elements.title);
page.reveal = layout(page).reveal;
preview(page);
const toolbar = tools(page);
register("ctrl+b", texts.key_bold, () => toolbar.use("bold"), { typing: true });
register("ctrl+i", texts.key_italic, () => toolbar.use("italic"), { typing: true });
register("ctrl+k", texts.key_link, () => toolbar.use("link"), { typing: true, within: form.elements.body });
