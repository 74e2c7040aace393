// Scrolls the preview with the text, block by block, whatever their heights.

// Styles that decide where the lines of a text field break.
const LINE_STYLES = ["fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "padding", "tabSize", "wordSpacing", "direction"];

export function syncScroll(body, pane) {
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
