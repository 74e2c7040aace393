// Pasting rich text into a field of Markdown: it comes as clean Markdown, and is undone by one Ctrl+Z.

import { fill, replace } from "./change_form_fields.js";
import { readRichText } from "./rich_text.js";

export function pasteRichText(field, rich, plain, { texts, say }) {
  const insert = (text) => {
    if (text || field.selectionStart !== field.selectionEnd) replace(field, field.selectionStart, field.selectionEnd, text);
  };

  // With an empty line between them and what stands there.
  function insertBlocks(markdown) {
    const before = field.value.slice(0, field.selectionStart);
    const after = field.value.slice(field.selectionEnd);
    const gap = (text, has) => (text.trim() ? "\n".repeat(2 - Math.min(2, has)) : "");
    insert(gap(before, /\n*$/.exec(before)[0].length) + markdown + gap(after, /^\n*/.exec(after)[0].length));
  }

  const read = readRichText(rich);
  if (!read.isRich) insert(plain);
  else if (read.isInline) insert(read.markdown);
  else insertBlocks(read.markdown);
  if (read.pictures) say(fill(texts.pictures_left_out, { count: read.pictures }));
}
