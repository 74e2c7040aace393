// Shows who else has the article open, and whether somebody saved a newer text.

import { fill } from "./change_form_fields.js";

const INTERVAL = 5000;

export function watchPresence({ form, texts, urls, post }) {
  const place = document.querySelector("#story-others");

  const address = () => `${urls.list}${urls.article}/presence/`;

  async function ask() {
    if (!urls.article) return;
    try {
      const answer = await post(address(), {});
      if (answer.ok) show(await answer.json());
    } catch (error) {
      // No connection: saving reports it.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  function show({ others, article, pending }) {
    const opened = JSON.parse(form.elements.opened_on.value || "{}");
    const words = [];
    if (others.length) words.push(fill(texts.others, { names: others.join(", ") }));
    if (opened.article !== article || opened.pending !== pending) words.push(texts.newer);
    const text = words.join(". ");
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  }

  addEventListener("pagehide", () => {
    if (!urls.article) return;
    const fields = new FormData();
    fields.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fields.set("leaving", "1");
    navigator.sendBeacon(address(), fields);
  });
  setInterval(ask, INTERVAL);
  document.addEventListener("article:created", ask);
  ask();
}
