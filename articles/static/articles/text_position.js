// Selects the part of the text that a link names: `?at=120&to=131#id_body`.

const params = new URLSearchParams(location.search);
const text = document.querySelector("#id_body");
const start = Number(params.get("at"));
const end = Number(params.get("to"));

if (text && params.has("at") && start >= 0 && end >= start && end <= text.value.length) {
  // A browser brings the caret into view only where it was just put.
  const whole = text.value;
  text.focus({ preventScroll: true });
  text.value = whole.slice(0, end);
  text.scrollTop = text.scrollHeight;
  text.value = whole;
  text.setSelectionRange(start, end);
  text.scrollIntoView({ block: "center" });
}
