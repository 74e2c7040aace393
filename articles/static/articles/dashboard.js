// The order of pinned articles, by drag and by arrow keys. Without this module each article has a
// field for its position.

const status = document.querySelector("#moved");

function number(list) {
  [...list.children].forEach((item, place) => {
    item.querySelector("input[type=number]").value = place + 1;
  });
  list.closest("form").classList.add("moved");
}

function announce(item) {
  const place = [...item.parentElement.children].indexOf(item) + 1;
  status.textContent = status.dataset.words.replace("{}", place);
}

function step(item, back) {
  const other = back ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (back) other.before(item);
  else other.after(item);
  number(item.parentElement);
  announce(item);
}

// The pointer is followed on the whole page: an element that is moved loses its pointer capture.
function drag(event, item) {
  const list = item.parentElement;
  event.preventDefault();
  item.classList.add("lifted");
  function move({ clientY }) {
    const other = [...list.children].find((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return one !== item && clientY >= top && clientY <= bottom;
    });
    if (!other) return;
    const { top, height } = other.getBoundingClientRect();
    const place = clientY < top + height / 2 ? other : other.nextElementSibling;
    if (place === item || place === item.nextElementSibling) return;
    list.insertBefore(item, place);
    number(list);
  }
  function drop() {
    item.classList.remove("lifted");
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", drop);
    event.target.focus();
    announce(item);
  }
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}

for (const form of document.querySelectorAll(".pins")) {
  const handles = form.querySelectorAll(".handle");
  if (!handles.length) continue;
  form.classList.add("ordered");
  document.querySelector("#pins-help").hidden = false;
  for (const handle of handles) {
    const item = handle.closest("li");
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => drag(event, item));
    handle.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      step(item, event.key === "ArrowUp");
      handle.focus();
    });
  }
}
