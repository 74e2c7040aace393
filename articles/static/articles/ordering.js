// Handles by which the items of a list are put into another order: by drag, and by arrow keys.

// The pointer is followed on the whole page: an element that is moved loses its pointer capture.
function drag(event, item, moved, dropped) {
  event.preventDefault();
  item.classList.add("lifted");
  const move = ({ clientY }) => moved(item, clientY);
  function drop() {
    item.classList.remove("lifted");
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", drop);
    event.target.focus();
    dropped(item);
  }
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}

// Shows a handle. `moved(item, y)` puts its item where the pointer is, `dropped(item)` tells where it
// is now, and `step(item, back)` does both for an arrow key.
export function orderBy(handle, { moved, dropped, step }) {
  const item = handle.closest("li");
  handle.hidden = false;
  handle.addEventListener("pointerdown", (event) => drag(event, item, moved, dropped));
  handle.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    step(item, event.key === "ArrowUp");
    handle.focus();
  });
}
