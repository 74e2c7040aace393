// The words of rich text as Markdown: which are bold, lead somewhere or are code. See rich_text.js.

const MARKS = ["bold", "italic", "struck", "code", "href"];
const SIGNS = { bold: "**", italic: "*", struck: "~~" };
const WORD = /[\p{L}\p{N}]/u;
const BLANK = /[ \t\n\r\f]+/g;

// The style of an element as written in its attribute. No document applies it: the site's policy forbids
// styles in attributes, and would report each.
export const styleOf = (element) => Object.fromEntries(
  (element.getAttribute("data-pasted-style") ?? "").split(";").map((one) => one.split(":")).filter((pair) => pair.length > 1)
    .map(([name, ...value]) => [name.trim().toLowerCase(), value.join(":").trim().toLowerCase()]),
);

// Whether a run is more than words.
export const isMarked = (run) => Boolean(run.isBreak || MARKS.some((mark) => run[mark]));

// What an element adds to the format of its words. A style wins over the element: documents of Google's
// stand in a `<b>` that is not bold.
export function formatOf(element, format) {
  const name = element.tagName;
  const style = styleOf(element);
  const made = { ...format };
  if (name === "B" || name === "STRONG") made.bold = true;
  if (name === "I" || name === "EM" || name === "CITE") made.italic = true;
  if (name === "S" || name === "DEL" || name === "STRIKE") made.struck = true;
  if (["CODE", "KBD", "SAMP", "TT"].includes(name)) made.code = true;
  const weight = style["font-weight"];
  if (weight) made.bold = weight === "bold" || weight === "bolder" || Number.parseInt(weight, 10) >= 600;
  if (style["font-style"]) made.italic = /italic|oblique/.test(style["font-style"]);
  if (/line-through/.test(style["text-decoration"] ?? style["text-decoration-line"] ?? "")) made.struck = true;
  if (name === "A") made.href = address(element.getAttribute("href") ?? "") || format.href;
  return made;
}

export function runsOf(element, format) {
  if (element.tagName === "BR") return [{ isBreak: true, text: "" }];
  const own = formatOf(element, format);
  const isBlank = element.className === "Apple-converted-space";
  return [...element.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [{ ...own, text: isBlank ? " " : node.data }];
    return node.nodeType === Node.ELEMENT_NODE ? runsOf(node, own) : [];
  });
}

// An address that a text may lead to; of a redirect that only counts who follows it, where it leads.
function address(text, depth = 0) {
  if (!URL.canParse(text)) return "";
  const url = new URL(text);
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return "";
  const isGoogles = /^(www\.)?google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url";
  const isOutlooks = url.hostname.endsWith(".safelinks.protection.outlook.com");
  const goal = isGoogles ? url.searchParams.get("q") ?? url.searchParams.get("url") : isOutlooks ? url.searchParams.get("url") : null;
  if (goal && depth < 3) return address(goal, depth + 1) || "";
  return url.href.replace(/[()<>\s\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`);
}

// Parts of runs between two line breaks that follow each other.
export function split(runs) {
  const parts = [[]];
  let breaks = 0;
  for (const run of runs) {
    if (run.isBreak) breaks += 1;
    else if (run.text.trim() || !breaks) {
      if (breaks > 1) parts.push([]);
      else if (breaks && parts.at(-1).length) parts.at(-1).push({ isBreak: true, text: "" });
      breaks = 0;
      parts.at(-1).push(run);
    }
  }
  return parts;
}

// Runs as one line of Markdown, or several with breaks; blanks as browsers show them. A no-break space
// stays between words, and goes where an editor put it beside another blank.
export function written(runs) {
  const tidy = [];
  for (const run of runs) {
    const last = tidy.at(-1);
    let text = run.text.replace(BLANK, " ").replace(/ ?\u00a0 |\u00a0{2,}| \u00a0 ?/g, " ");
    if (!last || last.isBreak || /[ \u00a0]$/.test(last.text)) text = text.replace(/^[ \u00a0]+/, "");
    if (run.isBreak) {
      if (last) tidy.push({ isBreak: true, text: "" });
    } else if (text) {
      const isSame = last && !last.isBreak && MARKS.every((mark) => (last[mark] || "") === (run[mark] || "") || (!text.trim() && mark !== "href" && mark !== "code"));
      if (isSame) last.text += text;
      else tidy.push({ ...run, text });
    }
  }
  while (tidy.length && (tidy.at(-1).isBreak || !tidy.at(-1).text.trim())) tidy.pop();
  return emit(tidy, "").trim().replace(/[ \u00a0]*\\\n[ \u00a0]*/g, "\\\n");
}

// Runs with the marks around those that share them, the widest outermost. `before` is the sign that
// stands in front.
function emit(runs, before, open = []) {
  let out = "";
  for (let at = 0; at < runs.length; ) {
    const run = runs[at];
    const extent = (mark) => {
      let end = at;
      while (end < runs.length && !runs[end].isBreak && runs[end][mark] === run[mark]) end += 1;
      return end;
    };
    const marks = MARKS.filter((mark) => run[mark] && !open.includes(mark) && !(run.code && mark !== "code" && mark !== "href"));
    const mark = marks.sort((a, b) => extent(b) - extent(a))[0];
    const end = mark ? extent(mark) : at + 1;
    if (run.isBreak) out += "\\\n";
    else if (!mark) out += run.code ? run.text : escape(run.text, open.includes("href"));
    else {
      const piece = marked(mark, runs.slice(at, end), out.at(-1) ?? before, runs[end]?.text[0] ?? "", [...open, mark]);
      // Behind an exclamation mark a link would be a picture.
      out = (piece.startsWith("[") ? out.replace(/!$/, "\\!") : out) + piece;
    }
    at = end;
  }
  return out;
}

// The blanks at the ends of marked words stand outside of the marks; so do signs beside which Markdown
// would not see a mark.
function marked(mark, runs, before, after, open) {
  if (mark === "code") return code(runs.map((run) => run.text).join(""));
  const text = emit(runs, "", open);
  const lead = /^[ \u00a0]*/.exec(text)[0];
  const trail = /[ \u00a0]*$/.exec(text.slice(lead.length))[0];
  const inner = text.slice(lead.length, text.length - trail.length);
  if (!inner) return text;
  if (mark === "href") return `${lead}[${inner}](${runs[0].href})${trail}`;
  const first = !lead && WORD.test(before) ? /^(?:\\?[^\p{L}\p{N}\s*[\]()\\])+/u.exec(inner)?.[0] ?? "" : "";
  const last = !trail && WORD.test(after) ? /(?:\\?[^\p{L}\p{N}\s*[\]()\\])+$/u.exec(inner.slice(first.length))?.[0] ?? "" : "";
  const core = inner.slice(first.length, inner.length - last.length);
  return core ? `${lead}${first}${SIGNS[mark]}${core}${SIGNS[mark]}${last}${trail}` : text;
}

function code(text) {
  const ticks = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([found]) => found.length)));
  const gap = /^`|`$/.test(text) ? " " : "";
  return text.trim() ? `${ticks}${gap}${text}${gap}${ticks}` : text;
}

// Signs that Markdown would take for mark-up, and only those.
function escape(text, isLabel) {
  const escaped = text
    .replace(/[\\`]/g, "\\$&")
    .replace(/(?<!\s)\*|\*(?!\s)/g, "\\*")
    .replace(/(?<![\p{L}\p{N}])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/~~/g, "\\~~")
    .replace(/<(?=[a-z/!?])/gi, "\\<")
    .replace(/&(?=#?\w+;)/g, "\\&");
  return isLabel ? escaped.replace(/[[\]]/g, "\\$&") : escaped.replace(/\[(?=\^)|\](?=[([:])/g, "\\$&");
}

// A paragraph that would begin a heading, a list or a quotation.
export function atLineStart(text) {
  return text.replace(/^(#{1,6}(?=\s)|[-+>](?=\s|$)|(?:---|===|```)(?=[-=`]*$))/gm, "\\$1").replace(/^(\d{1,9})([.)])(?=\s)/gm, "$1\\$2").replace(/^\* /gm, "\\* ");
}
