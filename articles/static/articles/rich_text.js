// Rich text as Markdown: what a clipboard holds that came from an office program, from a document in the
// browser or from a web page. The HTML is another's: it is read in a document of its own, where nothing
// of it runs or loads, and only words, the kinds of their elements and checked addresses come out of it.

import { atLineStart, formatOf, isMarked, runsOf, split, styleOf, written } from "./rich_words.js";

const BLOCKS = new Set("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL".split(" "));
const INSIDE = [...BLOCKS].join(",");
const READ = new Set(["href", "class", "style", "width", "height", "start", "hidden"]);
const LEFT_OUT = "head, script, style, template, noscript, title, meta, link, iframe, object, embed, svg, math, canvas, audio, video, button, input, select, textarea, [hidden]";

// Returns `{ markdown, isRich, pictures }`. What is not rich, as one paragraph without any mark-up or the
// copy of a code editor, is better pasted as the plain text that comes with it. `pictures` were left out.
export function readRichText(html) {
  const { body } = new DOMParser().parseFromString(bare(html), "text/html");
  for (const element of body.querySelectorAll(LEFT_OUT)) element.remove();
  for (const element of body.querySelectorAll("[data-pasted-style]")) if (styleOf(element).display === "none") element.remove();
  const pictures = [...body.querySelectorAll("img, picture:not(:has(img))")].filter((one) => !isTracker(one)).length;
  tidyOffice(body);
  const top = body.querySelector("h1") ? 1 : 0;
  const blocks = blocksOf(body, {}, top);
  const isPlain = blocks.length < 2 && blocks.every((block) => block.kind === "pre" || (block.kind === "p" && !block.isMarked));
  return { markdown: join(blocks), isRich: !isPlain || pictures > 0, isInline: blocks.length === 1 && blocks[0].kind === "p", pictures };
}

// The tags with the few attributes that are read. No document ever has the others: styles, addresses of
// pictures and what runs on events, each of which the policy of the site forbids and would report.
function bare(html) {
  const text = html.replace(/<(script|style|svg)\b[^]*?<\/\1\s*>/gi, "");
  return text.replace(/<([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi, (_tag, name, attributes) => {
    if (/^(base|link|meta)$/i.test(name)) return "";
    const kept = [...attributes.matchAll(/([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?/g)]
      .filter(([, key]) => READ.has(key.toLowerCase()))
      .map(([, key, value]) => ` ${key.toLowerCase() === "style" ? "data-pasted-style" : key}${value === undefined ? "" : `=${value}`}`);
    return `<${name}${kept.join("")}>`;
  });
}

const isTracker = (picture) => ["0", "1"].includes(picture.getAttribute("width")) && ["0", "1"].includes(picture.getAttribute("height"));

// --- what office programs do in their own way -------------------------------------------------------

// Makes lists of Word's paragraphs that only look like items, and quotations of those that it calls so.
function tidyOffice(body) {
  const lists = [];
  for (const paragraph of body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    const level = Number(/\blevel(\d)/.exec(styleOf(paragraph)["mso-list"] ?? "")?.[1] ?? 0);
    if (!level) {
      if (/quote/i.test(paragraph.className)) wrap(paragraph, "blockquote");
      continue;
    }
    const marker = [...paragraph.querySelectorAll("[data-pasted-style]")].find((one) => styleOf(one)["mso-list"] === "ignore");
    const sign = marker?.textContent.trim() ?? "";
    marker?.remove();
    // It goes on where the last item stands right before it.
    const isNext = lists.length && lists[0].closest("[data-word-list]") === previous(paragraph);
    lists.length = isNext ? Math.min(lists.length, level) : 0;
    while (lists.length < level) {
      const list = body.ownerDocument.createElement(/^\(?[\p{L}\p{N}]{1,4}[.)]/u.test(sign) ? "ol" : "ul");
      const start = /^\(?(\d+)/.exec(sign);
      if (start) list.setAttribute("start", start[1]);
      if (lists.length) (lists.at(-1).lastElementChild ?? lists.at(-1)).append(list);
      else {
        list.setAttribute("data-word-list", "");
        paragraph.before(list);
      }
      lists.push(list);
    }
    const item = body.ownerDocument.createElement("li");
    item.append(...paragraph.childNodes);
    lists.at(-1).append(item);
    paragraph.remove();
  }
}

// The element before another one, with nothing but blanks between them.
function previous(element) {
  let node = element.previousSibling;
  while (node && (node.nodeType === Node.COMMENT_NODE || (node.nodeType === Node.TEXT_NODE && !node.data.trim()))) node = node.previousSibling;
  return node;
}

function wrap(element, name) {
  const before = previous(element);
  const outer = before?.matches?.(`${name}[data-pasted-quote]`) ? before : element.ownerDocument.createElement(name);
  if (outer !== before) {
    outer.setAttribute("data-pasted-quote", "");
    element.before(outer);
  }
  outer.append(element);
}

// --- blocks -----------------------------------------------------------------------------------------

// The blocks within an element: `{ kind, text }`, and `isMarked` for a paragraph with more than words.
function blocksOf(parent, format, top) {
  const blocks = [];
  let runs = [];
  const flush = () => {
    // Two line breaks in a row are how mails part their paragraphs.
    for (const part of split(runs)) {
      const text = atLineStart(written(part));
      if (text) blocks.push({ kind: "p", text, isMarked: part.some(isMarked) });
    }
    runs = [];
  };
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) runs.push({ ...format, text: node.data });
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    if (!BLOCKS.has(node.tagName) && !node.querySelector(INSIDE)) {
      runs.push(...runsOf(node, format));
      continue;
    }
    flush();
    blocks.push(...blockOf(node, BLOCKS.has(node.tagName) ? format : formatOf(node, format), top));
  }
  flush();
  return blocks;
}

function blockOf(element, format, top) {
  const name = element.tagName;
  const heading = /^H([1-6])$/.exec(name);
  if (heading) {
    // The story has a headline already: its text begins with the second level.
    const text = written(runsOf(element, format).map((run) => ({ ...run, bold: false, isBreak: false, text: run.isBreak ? " " : run.text })));
    return text ? [{ kind: "h", text: `${"#".repeat(Math.min(6, Number(heading[1]) + top))} ${text}` }] : [];
  }
  if (name === "HR") return [{ kind: "hr", text: "---" }];
  if (name === "PRE") return preformatted(element);
  if (name === "UL" || name === "OL") return listOf(element, format, top);
  if (name === "TABLE") return tableOf(element, format, top);
  const blocks = blocksOf(element, format, top);
  if (name !== "BLOCKQUOTE" || !blocks.length) return blocks;
  return [{ kind: "quote", text: join(blocks).replace(/^/gm, "> ").replace(/^> $/gm, ">") }];
}

function preformatted(element) {
  const text = element.textContent.replace(/^\n|\n+$/g, "");
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return text.trim() ? [{ kind: "pre", text: `${fence}\n${text}\n${fence}` }] : [];
}

function listOf(list, format, top) {
  const isOrdered = list.tagName === "OL";
  let number = Number.parseInt(list.getAttribute("start") ?? "1", 10) || 1;
  const items = [];
  for (const child of list.children) {
    const blocks = child.tagName === "LI" ? blocksOf(child, format, top) : blockOf(child, format, top);
    if (!blocks.length) continue;
    // Some programs put an inner list beside its item.
    if (child.tagName !== "LI" && items.length) items.at(-1).blocks.push(...blocks);
    else items.push({ sign: isOrdered ? `${number++}. ` : "- ", blocks });
  }
  const isLoose = items.some(({ blocks }) => blocks.filter(({ kind }) => kind !== "ul" && kind !== "ol").length > 1);
  const lines = items.map(({ sign, blocks }) => sign + join(blocks, isLoose ? "\n\n" : "\n").replace(/\n(?=[^\n])/g, `\n${" ".repeat(sign.length)}`));
  return items.length ? [{ kind: isOrdered ? "ol" : "ul", text: lines.join(isLoose ? "\n\n" : "\n") }] : [];
}

// A table of one column or with blocks in its cells only arranges what is in it.
function tableOf(table, format, top) {
  const rows = [...table.rows].map((row) => [...row.cells]).filter((cells) => cells.length);
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const cells = rows.map((row) => row.map((cell) => blocksOf(cell, format, top)));
  const isLayout = width < 2 || cells.flat().some((blocks) => blocks.some(({ kind }) => kind !== "p"));
  if (isLayout) return cells.flat(2);
  const line = (row) => `| ${Array.from({ length: width }, (_, column) => (row[column] ?? []).map(({ text }) => text.replaceAll("\\\n", " ")).join(" ").replaceAll("|", "\\|")).join(" | ")} |`;
  const [head, ...rest] = cells;
  const bare = head.map((blocks) => blocks.map((block) => ({ ...block, text: block.text.replace(/^\*\*(.*)\*\*$/, "$1") })));
  const caption = table.caption ? blocksOf(table.caption, format, top) : [];
  return [...caption, { kind: "table", text: [line(bare), `|${" --- |".repeat(width)}`, ...rest.map(line)].join("\n") }];
}

// Blocks one below the other; lists of one kind that follow each other are one.
function join(blocks, gap = "\n\n") {
  return blocks.reduce((text, block, place) => {
    const before = blocks[place - 1];
    const isOne = before && before.kind === block.kind && (block.kind === "ul" || block.kind === "ol");
    return text + (before ? (isOne ? "\n" : gap) : "") + block.text;
  }, "");
}
