// The text of a story: its toolbar and its keys, what is pasted or dropped, the live preview, which shows
// what is typed as readers will see it and scrolls with it, and how the two and the panel are laid out.

import { fill, replace, set } from "./change_form_fields.js";
import { register } from "./keyboard.js";

const PAUSE = 60;
// The server looks at one person's typing at a time: how long to wait for others, and how often.
const BUSY = 500;
const TRIES = 20;
// Styles that decide where the lines of a text field break.
const LINE_STYLES = ["fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "padding", "tabSize", "wordSpacing", "direction"];

export function tools({ form, texts, urls, post, say, reveal }) {
  const { body } = form.elements;
  const bar = document.querySelector(".toolbar");
  const file = document.querySelector("#story-file");

  const selected = () => body.value.slice(body.selectionStart, body.selectionEnd);

  // Marks the selection, or takes the marks away.
  function around(mark) {
    const { selectionStart: start, selectionEnd: end, value } = body;
    const size = mark.length;
    if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
      replace(body, start - size, end + size, value.slice(start, end));
      body.setSelectionRange(start - size, end - size);
    } else {
      replace(body, start, end, mark + value.slice(start, end) + mark);
      body.setSelectionRange(start + size, end + size);
    }
  }

  // Puts a sign before every line of the selection, or takes it away from all.
  function before(sign) {
    const { value } = body;
    const start = value.lastIndexOf("\n", body.selectionStart - 1) + 1;
    const after = value.indexOf("\n", Math.max(body.selectionEnd - 1, start));
    const end = after < 0 ? value.length : after;
    const lines = value.slice(start, end).split("\n");
    const all = lines.every((line) => line.startsWith(sign) || !line);
    const marked = lines.some(Boolean) && all;
    const text = lines.map((line) => (marked ? line.slice(line ? sign.length : 0) : line || lines.length === 1 ? sign + line : line)).join("\n");
    replace(body, start, end, text);
    body.setSelectionRange(start, start + text.length);
  }

  function link() {
    const text = selected() || texts.link_text;
    const start = body.selectionStart;
    replace(body, start, body.selectionEnd, `[${text}](https://)`);
    // The address is what is to be typed next.
    const address = start + text.length + 3;
    body.setSelectionRange(address, address + "https://".length);
  }

  async function upload(picture) {
    say(texts.uploading);
    const fields = new FormData();
    fields.set("file", picture, picture.name || "picture.png");
    try {
      const answer = await post(urls.picture, fields);
      const made = await answer.json();
      if (!answer.ok) throw new Error(made.error);
      reveal(body);
      const { selectionStart: start, value } = body;
      const gap = !start || value.slice(0, start).endsWith("\n\n") ? "" : value[start - 1] === "\n" ? "\n" : "\n\n";
      replace(body, start, start, `${gap}${made.markdown}\n\n`);
      const words = start + gap.length + 2;
      body.setSelectionRange(words, words + made.alt.length);
      say("");
    } catch (error) {
      say(fill(texts.upload_failed, { why: error.message || texts.offline }));
    }
  }

  async function uploadAll(list) {
    for (const one of list) await upload(one);
  }

  const pictures = (transfer) => [...(transfer?.files ?? [])].filter((one) => one.type.startsWith("image/"));

  const actions = {
    bold: () => around("**"),
    italic: () => around("*"),
    heading: () => before("## "),
    list: () => before("- "),
    quote: () => before("> "),
    link,
    picture: () => file.click(),
  };

  // Nobody writes into a text that the preview hides.
  function use(name) {
    reveal(body);
    actions[name]();
  }

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) use(button.dataset.tool);
  });
  if (file) {
    file.addEventListener("change", async () => {
      await uploadAll(file.files);
      file.value = "";
    });
    for (const [name, from] of [["paste", "clipboardData"], ["drop", "dataTransfer"]]) {
      body.addEventListener(name, (event) => {
        const found = pictures(event[from]);
        // When text comes with a picture, as from an office program, the text is pasted.
        if (!found.length || event[from].getData("text/plain")) return;
        event.preventDefault();
        uploadAll(found);
      });
    }
    body.addEventListener("dragover", (event) => {
      if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
    });
  }
  // Not every browser leaves the rich text out by itself when it is asked for the plain one.
  let isPlain = false;
  body.addEventListener("keydown", (event) => {
    isPlain = event.code === "KeyV" && event.shiftKey && (event.ctrlKey || event.metaKey);
  });
  body.addEventListener("paste", (event) => {
    // The clipboard is readable only now; what reads rich text is loaded by who pastes some.
    const data = event.clipboardData;
    const [rich, plain] = [data.getData("text/html"), data.getData("text/plain").replaceAll("\r\n", "\n")];
    const isAsItIs = isPlain || !rich || !plain || data.types.includes("vscode-editor-data");
    isPlain = false;
    if (isAsItIs) return;
    event.preventDefault();
    import("./pasted_text.js").then(
      ({ pasteRichText }) => pasteRichText(body, rich, plain, { texts, say }),
      // No connection.
      () => replace(body, body.selectionStart, body.selectionEnd, plain),
    );
  });
  bar.hidden = false;

  return { use };
}

// --- the preview ----------------------------------------------------------------------------------

// Scrolls the preview with the text, block by block, whatever their heights.
function syncScroll(body, pane) {
  const mirror = document.createElement("div");
  mirror.className = "mirror";
  mirror.setAttribute("aria-hidden", "true");
  body.parentElement.append(mirror);

  // Each block: how far down the text it begins, and its element in the preview.
  let blocks = [];
  let lines = [];

  function measure() {
    const style = getComputedStyle(body);
    for (const name of LINE_STYLES) mirror.style[name] = style[name];
    mirror.style.width = `${body.clientWidth}px`;
    const text = body.value.split("\n");
    const parts = lines.map((line, number) => {
      const part = document.createElement("span");
      const rest = text.slice(line, lines[number + 1]).join("\n");
      part.textContent = lines[number + 1] === undefined ? rest : `${rest}\n`;
      return part;
    });
    mirror.replaceChildren(text.slice(0, lines[0]).map((line) => `${line}\n`).join(""), ...parts);
    // Read together, after everything is written.
    const room = parseFloat(style.paddingBlockStart);
    const tops = parts.map((part) => part.offsetTop - room);
    const shown = elements();
    blocks = tops.slice(0, shown.length).map((top, number) => ({ top, element: shown[number] }));
    mirror.replaceChildren();
  }

  // As the server counts them: without what the page adds by itself.
  function elements() {
    const found = [...pane.children].filter((one) => !one.matches(".footnotes"));
    return found.flatMap((one) => (one.matches(".opinion") ? [...one.children].filter((inner) => !inner.matches(".opinion-note")) : [one]));
  }

  function follow() {
    const end = { text: body.scrollHeight - body.clientHeight, preview: pane.scrollHeight - pane.clientHeight };
    if (end.text <= 0 || end.preview <= 0) return;
    const inside = parseFloat(getComputedStyle(pane).paddingBlockStart);
    const origin = pane.getBoundingClientRect().top + pane.clientTop + inside - pane.scrollTop;
    const place = ({ top, element }) => ({ text: top, preview: element.getBoundingClientRect().top - origin });
    const next = blocks.findIndex((block) => block.top > body.scrollTop);
    const last = next < 0 ? blocks.length - 1 : next - 1;
    const from = last < 0 ? { text: 0, preview: 0 } : place(blocks[last]);
    // The last screens of both end together.
    const to = next < 0 || blocks[next].top > end.text ? end : place(blocks[next]);
    const part = to.text > from.text ? (body.scrollTop - from.text) / (to.text - from.text) : 0;
    pane.scrollTop = from.preview + Math.min(part, 1) * (to.preview - from.preview);
  }

  body.addEventListener("scroll", follow, { passive: true });
  // Images are loaded later.
  pane.addEventListener("load", follow, { capture: true });
  new ResizeObserver(() => { measure(); follow(); }).observe(body);

  return {
    // After the preview was made again, of a text whose blocks begin on these lines.
    refresh(starts) {
      lines = starts;
      measure();
      follow();
    },
  };
}

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
    // A new story gets this address if nobody writes one.
    const { slug } = form.elements;
    if (slug && !slug.required && !urls.article) slug.placeholder = made.address;
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

  for (const field of [title, description, body]) field.addEventListener("input", soon);
  form.elements.lang?.addEventListener("change", soon);
  document.querySelector("#story-repair").addEventListener("click", async () => {
    for (const name of damaged.dataset.fields.split(" ").filter(Boolean)) {
      const answer = await patiently(() => post(urls.repair, { text: form.elements[name].value }));
      if (answer.status === 200) set(form.elements[name], (await answer.json()).text);
    }
  });

  pane.hidden = false;
  count();
  show();
}

// --- the layout -----------------------------------------------------------------------------------

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

  // What is to be seen in the panel or the text shows it; what its person chose stays.
  function reveal(element) {
    if (element?.closest(".desk-side")) open(true);
    if (element?.closest(".field-body") && panes.dataset.mode === "full") show(NARROW.matches ? "off" : "beside");
  }

  modes.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) choose(button.dataset.mode);
  });
  opener.addEventListener("click", togglePanel);
  document.addEventListener("invalid", ({ target }) => reveal(target), true);
  // Before the browser follows a link of the errors or the checks to its field.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest('a[href^="#"]');
    if (link) reveal(document.getElementById(link.hash.slice(1)));
  });
  NARROW.addEventListener("change", fit);
  register("p", texts.key_preview, toggle);
  register("ctrl+.", texts.key_panel, togglePanel, { typing: true });

  modes.hidden = false;
  opener.hidden = false;
  fit();
  for (const place of [".desk-side :is(.errorlist, [autofocus])", ".field-body .errorlist"]) reveal(document.querySelector(place));

  return { reveal };
}
