// How the form of a text is laid out: the preview beside the text, in its place or off, and the panel
// open or not. It is kept on the account of who presses.

import { register } from "./keyboard.js";

// Here the two stand one below the other, and one of text and preview is shown; it is not kept.
const NARROW = matchMedia("(max-width: 64rem)");

export function layout({ texts, urls, post }) {
  const root = document.querySelector("#story-desk");
  const panes = document.querySelector("#story-panes");
  const modes = document.querySelector(".modes");
  const opener = document.querySelector("#panel-toggle");
  let chosen = urls.previewMode;
  // What comes back when the preview is shown again.
  let shown = chosen === "full" ? "full" : "beside";

  function show(name) {
    panes.dataset.mode = name;
    for (const button of modes.children) button.setAttribute("aria-pressed", String(button.dataset.mode === name));
  }

  async function keep(said) {
    try {
      await post(urls.layout, said);
    } catch (error) {
      // No connection: the page is laid out all the same.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  function choose(name) {
    show(name);
    if (NARROW.matches) return;
    chosen = name;
    if (name !== "off") shown = name;
    keep({ preview: name });
  }

  const fit = () => show(NARROW.matches ? "off" : chosen);
  const isOpen = () => root.dataset.panel === "open";

  function open(isWanted) {
    root.dataset.panel = isWanted ? "open" : "closed";
    opener.setAttribute("aria-expanded", String(isWanted));
  }

  function togglePanel() {
    open(!isOpen());
    keep({ has_panel: isOpen() ? "yes" : "no" });
  }

  const toggle = () => choose(panes.dataset.mode === "off" ? (NARROW.matches ? "full" : shown) : "off");

  // What is to be seen in the panel opens it; what its person chose stays.
  function reveal(element) {
    if (element?.closest(".desk-side")) open(true);
  }

  modes.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) choose(button.dataset.mode);
  });
  opener.addEventListener("click", togglePanel);
  document.addEventListener("invalid", ({ target }) => reveal(target), true);
  NARROW.addEventListener("change", fit);
  register("p", texts.key_preview, toggle);
  register("ctrl+.", texts.key_panel, togglePanel, { typing: true });

  modes.hidden = false;
  opener.hidden = false;
  fit();
  reveal(document.querySelector(".desk-side :is(.errorlist, [autofocus])"));

  return { reveal };
}
