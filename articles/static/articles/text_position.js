// A link such as `?at=120&to=131#id_body` leads to that place of the text.

const asked = new URLSearchParams(location.search);
const text = document.querySelector("#id_body");
const start = Number(asked.get("at"));
const end = Number(asked.get("to"));

if (text && asked.has("at") && start >= 0 && end >= start && end <= text.value.length) {
  // A browser brings the caret into view only where it was just put.
  const whole = text.value;
  text.focus({ preventScroll: true });
  text.value = whole.slice(0, end);
  text.scrollTop = text.scrollHeight;
  text.value = whole;
  text.setSelectionRange(start, end);
  text.scrollIntoView({ block: "center" });
}
