// Pasting into a field of Markdown: rich text comes as clean Markdown, and is undone by one Ctrl+Z.
// Ctrl+Shift+V pastes the plain text, as everywhere.

import { fill, replace } from "./change_form_fields.js";

export function pasteRichText(field, { texts, say }) {
  // Not every browser leaves the rich text out by itself.
  let isPlain = false;
  field.addEventListener("keydown", (event) => {
    isPlain = event.code === "KeyV" && event.shiftKey && (event.ctrlKey || event.metaKey);
  });

  field.addEventListener("paste", async (event) => {
    const data = event.clipboardData;
    const [html, plain] = [data.getData("text/html"), data.getData("text/plain")];
    const isAsItIs = isPlain || !html || !plain || data.types.includes("vscode-editor-data");
    isPlain = false;
    if (isAsItIs) return;
    // The clipboard is readable only now; what reads it may have to be loaded first.
    event.preventDefault();
    const typed = plain.replaceAll("\r\n", "\n");
    const read = (await reader())?.(html);
    if (!read?.isRich) insert(typed);
    else if (read.isInline) insert(read.markdown);
    else insertBlocks(read.markdown);
    if (read?.pictures) say(fill(texts.pictures_left_out, { count: read.pictures }));
  });

  // What reads rich text; nothing without a connection.
  async function reader() {
    try {
      return (await import("./rich_text.js")).readRichText;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return null;
    }
  }

  function insert(text) {
    if (text || field.selectionStart !== field.selectionEnd) replace(field, field.selectionStart, field.selectionEnd, text);
  }

  // With an empty line between them and what stands there.
  function insertBlocks(markdown) {
    const before = field.value.slice(0, field.selectionStart);
    const after = field.value.slice(field.selectionEnd);
    const gap = (text, has) => (text.trim() ? "\n".repeat(2 - Math.min(2, has)) : "");
    insert(gap(before, /\n*$/.exec(before)[0].length) + markdown + gap(after, /^\n*/.exec(after)[0].length));
  }
}
