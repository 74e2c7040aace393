// The form of a topic. It works without this script, with which its picture is chosen from the library.

import { cover, requests } from "./change_form_fields.js";

const form = document.querySelector("#topic_form");
const status = document.querySelector("#picture-status");

cover(
  {
    form,
    texts: JSON.parse(document.querySelector("#script-messages").textContent),
    post: requests(form),
    say: (text) => {
      status.textContent = text;
    },
  },
  "picture",
);
