// The change list: choosing rows, and weights that are saved when their field is left. Without this
// module rows are chosen one by one, and a button saves the weights.

// A section or a source that is chosen with the pointer filters at once. With the keys one passes through the others
// of a menu first, and presses Search.
for (const menu of document.querySelectorAll(".list-search select")) {
  let isByKey = false;
  menu.addEventListener("keydown", () => { isByKey = true; });
  menu.addEventListener("pointerdown", () => { isByKey = false; });
  menu.addEventListener("change", () => { if (!isByKey) menu.form.requestSubmit(); });
}

const form = document.querySelector("#stories");
if (form) {
  document.body.classList.add("scripted");
  const boxes = [...form.querySelectorAll("input[name=story]")];
  const every = form.querySelector("#every");
  const chosen = form.querySelector(".chosen");
  const status = document.querySelector("#list-status");

  function count() {
    const number = boxes.filter((box) => box.checked).length;
    const words = number === 1 ? chosen.dataset.one : chosen.dataset.many.replace("{}", number);
    chosen.textContent = number ? words : "";
    every.checked = number === boxes.length;
    every.indeterminate = number > 0 && number < boxes.length;
  }

  async function save(field) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append(field.name, field.value);
    const answer = await fetch("weights/", { method: "POST", body, headers: { Accept: "application/json" } });
    const { message, saved } = await answer.json();
    // The name of the field holds the weight that was shown; now that is the saved one.
    if (saved) field.name = field.name.replace(/^(w-\d+)-.*$/, `$1-${Number(field.value)}`);
    return { saved, message };
  }

  every.hidden = false;
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    count();
  });
  let last = null;
  form.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    // Shift chooses everything between two clicks.
    if (event.shiftKey && last !== null) {
      for (const box of boxes.slice(Math.min(at, last), Math.max(at, last) + 1)) box.checked = event.target.checked;
    }
    last = at;
  });
  form.addEventListener("change", async ({ target }) => {
    if (target.name === "story") count();
    if (!target.name.startsWith("w-")) return;
    target.classList.remove("saved", "refused");
    // What is no number would be sent as an empty one.
    if (!target.reportValidity()) {
      target.classList.add("refused");
      return;
    }
    try {
      const { saved, message } = await save(target);
      target.classList.add(saved ? "saved" : "refused");
      status.textContent = message;
      target.title = saved ? "" : message;
      status.classList.toggle("visually-hidden", saved);
    } catch {
      // No connection: show the button, which sends the form.
      document.body.classList.remove("scripted");
      target.classList.add("refused");
    }
  });
  form.addEventListener("keydown", (event) => {
    // Enter in a weight saves it, and does not start a bulk action.
    if (event.key === "Enter" && event.target.type === "number") {
      event.preventDefault();
      event.target.blur();
    }
  });
  // A browser that goes back restores the boxes.
  count();
}
