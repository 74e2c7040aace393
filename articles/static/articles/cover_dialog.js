// The dialog that chooses the cover of a story from the library, or a photo of Unsplash.

import { focalPoint } from "./picture_focal.js";
import { uploads } from "./picture_upload.js";

// `take` is told of the picture that was chosen; the button `opener` gets the focus back.
export function coverDialog({ texts, post, take, opener }) {
  const dialog = document.querySelector("#cover-dialog");
  const { choices, image, failed, unsplash } = dialog.dataset;
  const place = dialog.querySelector(".chooser-choices");
  const status = dialog.querySelector("[role=status].quiet");
  const one = dialog.querySelector(".chooser-one");
  const use = dialog.querySelector("[data-use]");
  const search = dialog.querySelector(".list-search");
  const address = (pk) => `${image}${pk}/chosen/`;
  let chosen = null;
  let isChanged = false;
  const point = focalPoint(one.querySelector(".focal"), (x, y) => {
    Object.assign(chosen.values, { focal_x: x * 100, focal_y: y * 100 });
    isChanged = true;
  });

  async function read(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) throw new TypeError(answer.statusText);
    return answer;
  }

  async function list(query, address = choices) {
    try {
      place.innerHTML = await (await read(address + query)).text();
      mark();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      status.textContent = failed;
    }
  }

  function mark() {
    const radio = chosen && place.querySelector(`[name=chosen][value="${chosen.id}"]`);
    if (radio) radio.checked = true;
  }

  function showOne(picture) {
    chosen = picture;
    isChanged = false;
    const { values } = picture;
    one.hidden = false;
    use.disabled = false;
    one.elements.alt.value = values.alt;
    one.elements.decorative.checked = values.decorative;
    one.elements.credit.value = values.credit;
    for (const field of one.elements) field.disabled = !picture.may_change;
    one.querySelector(".lacks").textContent = picture.lacks;
    one.querySelector(".chosen-page").href = picture.url;
    point.show(picture, values.focal_x / 100, values.focal_y / 100, picture.may_change);
    status.textContent = `${picture.name} · ${picture.facts}`;
    mark();
  }

  async function choose(pk) {
    try {
      showOne(await (await read(address(pk))).json());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      status.textContent = failed;
    }
  }

  // A photo of Unsplash is no picture of the library yet: nothing can be set of it.
  function showPhoto({ value, dataset }) {
    chosen = { photo: value };
    isChanged = false;
    use.disabled = false;
    one.hidden = true;
    status.textContent = [dataset.facts, dataset.name].join(" · ");
  }

  async function takePhoto() {
    use.disabled = true;
    try {
      const answer = await post(`${unsplash}take/`, { id: chosen.photo });
      if (!answer.ok) throw new TypeError(answer.statusText);
      const picture = await answer.json();
      status.textContent = picture.error ?? "";
      if (picture.error) return;
      take(picture);
      dialog.close();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      status.textContent = texts.offline_dialog;
    } finally {
      use.disabled = false;
    }
  }

  // Stores what was set here, then takes the picture; errors stay in the dialog.
  async function finish() {
    if (!chosen) return;
    if (chosen.photo) {
      await takePhoto();
      return;
    }
    let picture = chosen;
    if (isChanged) {
      const fields = { ...chosen.values, alt: one.elements.alt.value, credit: one.elements.credit.value };
      delete fields.decorative;
      if (one.elements.decorative.checked) fields.decorative = "on";
      try {
        const answer = await post(address(chosen.id), fields);
        if (!answer.ok) throw new TypeError(answer.statusText);
        picture = await answer.json();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        status.textContent = texts.offline_dialog;
        return;
      }
      if (picture.errors) {
        status.textContent = Object.values(picture.errors).flat().join(" ");
        return;
      }
    }
    take(picture);
    dialog.close();
  }

  place.addEventListener("change", ({ target }) => {
    if (target.name === "chosen") choose(target.value).then(() => one.scrollIntoView({ block: "nearest" }));
    if (target.name === "photo") showPhoto(target);
  });
  place.addEventListener("dblclick", async ({ target }) => {
    const radio = target.closest("label")?.querySelector("[type=radio]");
    if (!radio) return;
    if (radio.name === "photo") showPhoto(radio);
    else if (chosen?.id !== Number(radio.value)) await choose(radio.value);
    finish();
  });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "radio") return;
    event.preventDefault();
    event.target.click();
    if (event.target.name === "photo" || chosen?.id === Number(event.target.value)) finish();
  });
  place.addEventListener("click", (event) => {
    const link = event.target.closest(".filters a, .pages a");
    if (!link) return;
    event.preventDefault();
    list(new URL(link.href).search || "?");
    dialog.querySelector(".chooser-grid").focus();
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = `?${new URLSearchParams(new FormData(search))}`;
    list(query, event.submitter?.value === "unsplash" ? unsplash : choices);
  });
  one.addEventListener("input", () => {
    isChanged = true;
  });
  one.addEventListener("submit", (event) => {
    event.preventDefault();
    finish();
  });
  use.addEventListener("click", finish);
  for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => opener.focus());

  const upload = dialog.querySelector(".picture-drop");
  if (upload) {
    uploads(upload, dialog.querySelector(".upload-verdicts"), async ({ id }) => {
      await list("?");
      await choose(id);
    });
  }

  return {
    // Opens the dialog, with a picture that is chosen already.
    open(pk) {
      isChanged = false;
      dialog.showModal();
      search.elements.q.focus();
      list("?");
      if (pk) choose(pk);
    },
  };
}
