// The live preview: what is typed as readers will see it, its counts, and problems of the summary.

import { fill, set } from "./change_form_fields.js";
import { syncScroll } from "./change_form_scroll.js";

const PAUSE = 60;
// The server looks at one person's typing at a time: how long to wait for others, and how often.
const BUSY = 500;
const TRIES = 20;

async function patiently(send) {
  for (let tries = 0; ; tries += 1) {
    const answer = await send();
    if (answer.status !== 202 || tries === TRIES) return answer;
    await new Promise((resolve) => setTimeout(resolve, BUSY));
  }
}

export function preview({ form, texts, urls, post }) {
  const { title, description, body } = form.elements;
  const pane = document.querySelector("#story-preview");
  const panes = document.querySelector("#story-panes");
  const modes = document.querySelector(".modes");
  const counts = document.querySelector("#story-counts");
  const damaged = document.querySelector("#story-damaged");
  const scroll = syncScroll(body, pane);
  let waiting;
  // One request at a time: what is typed meanwhile is shown by the next.
  let isAsking = false;
  let isChanged = false;

  async function show() {
    isChanged = isAsking;
    if (isAsking) return;
    isAsking = true;
    try {
      await ask();
    } catch (error) {
      // There is no connection, which saving reports.
      if (!(error instanceof TypeError)) throw error;
    } finally {
      isAsking = false;
      if (isChanged) show();
    }
  }

  async function ask() {
    const answer = await patiently(() => {
      const lang = form.elements.lang?.value ?? "";
      const typed = { title: title.value, description: description.value, body: body.value, lang };
      return post(urls.preview, { ...typed, article: urls.article });
    });
    if (answer.status === 413) pane.textContent = (await answer.json()).error;
    if (answer.status !== 200) return;
    const made = await answer.json();
    // The server's sanitised HTML.
    pane.innerHTML = made.html;
    pane.lang = made.lang;
    pane.dir = made.dir;
    // Links open in a new tab: following one here would leave the form.
    for (const link of pane.querySelectorAll("a[href]:not([href^='#'])")) link.target = "_blank";
    counts.textContent = fill(texts.counts, made);
    document.querySelector("#summary-cut").hidden = !made.cut_off;
    damaged.hidden = !made.damaged.length;
    damaged.dataset.fields = made.damaged.join(" ");
    scroll.refresh(made.lines);
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
    count();
  }

  function count() {
    const length = description.value.trim().length;
    const words = length > 300 ? texts.summary_long : texts.summary;
    const place = document.querySelector("#summary-count");
    place.textContent = fill(words, { count: length });
    place.classList.toggle("warning", length > 300);
  }

  function mode(name) {
    panes.dataset.mode = name;
    for (const button of modes.children) button.setAttribute("aria-pressed", String(button.dataset.mode === name));
  }

  for (const field of [title, description, body]) field.addEventListener("input", soon);
  form.elements.lang?.addEventListener("change", soon);
  modes.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) mode(button.dataset.mode);
  });
  document.querySelector("#story-repair").addEventListener("click", async () => {
    for (const name of damaged.dataset.fields.split(" ").filter(Boolean)) {
      const answer = await patiently(() => post(urls.repair, { text: form.elements[name].value }));
      if (answer.status === 200) set(form.elements[name], (await answer.json()).text);
    }
  });

  modes.hidden = false;
  pane.hidden = false;
  panes.classList.add("with-preview");
  mode("write");
  count();
  show();

  return {
    toggle() {
      const narrow = matchMedia("(max-width: 64rem)").matches;
      if (narrow) mode(panes.dataset.mode === "write" ? "preview" : "write");
      else panes.classList.toggle("with-preview");
    },
  };
}
