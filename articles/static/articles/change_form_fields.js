// Functions for text fields and texts that several modules of the change form need.

// Replaces `[start, end)` of a text field so that the browser can undo it.
export function replace(field, start, end, text) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  // The only way that keeps the undo history; a browser without it gets the plain way.
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Sets a whole field, as if it had been typed.
export function set(field, value) {
  if (!field || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
}

// Grows with its text where the browser does not do it by itself, and stays one line of text.
export function growTitle(field) {
  const fit = () => {
    if (CSS.supports("field-sizing", "content")) return;
    field.rows = 1;
    while (field.scrollHeight > field.clientHeight && field.rows < 8) field.rows += 1;
  };
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  fit();
}

// The label of a field, without the colon that some forms put behind it.
export function labelOf(field) {
  return (field.labels?.[0]?.textContent ?? field.name).trim().replace(/:$/, "");
}

// Replaces each {name} in the text by its value.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function clock(moment = new Date()) {
  return moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
