// Line numbers that follow what is typed, and links to lines of the text. Without this module the
// numbers stay as they are, and the links lead to them.

const text = document.querySelector(".lines textarea");
const gutter = document.querySelector(".lines .gutter");

function number() {
  const wanted = text.value.split("\n").length;
  while (gutter.childElementCount > wanted) gutter.lastElementChild.remove();
  while (gutter.childElementCount < wanted) {
    const line = document.createElement("span");
    line.textContent = gutter.childElementCount + 1;
    line.id = `L${line.textContent}`;
    gutter.append(line);
  }
  text.rows = wanted + 1;
}

// Selects the line, from the column on, and brings it into view.
function show(line, column) {
  const lines = text.value.split("\n");
  if (!(line >= 1 && line <= lines.length)) return;
  const before = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  // Columns count characters, JavaScript counts UTF-16 units.
  const skipped = [...lines[line - 1]].slice(0, column - 1).join("").length;
  text.focus({ preventScroll: true });
  text.setSelectionRange(before + Math.min(skipped, lines[line - 1].length), before + lines[line - 1].length);
  gutter.children[line - 1]?.scrollIntoView({ block: "center" });
}

text.addEventListener("input", number);
// A browser that goes back fills the text in again.
number();

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.to-line");
  if (!link) return;
  event.preventDefault();
  show(Number(link.dataset.line), Number(link.dataset.column) || 1);
});

// A link from a run log names the line.
const match = /^#L(\d+)$/.exec(location.hash);
if (match && !text.readOnly) show(Number(match[1]), 1);
