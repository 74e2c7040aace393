// The toolbar of the text, its keys, and pictures that are pasted or dropped.

import { fill, replace } from "./change_form_fields.js";

export function tools({ form, texts, urls, post, say }) {
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

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) actions[button.dataset.tool]();
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
  bar.hidden = false;

  return { use: (name) => actions[name]() };
}
