// The page of the picture library: uploads with progress, each with links to what it became.

import { uploads } from "./picture_upload.js";

function link({ name, url }) {
  const element = document.createElement("a");
  element.href = url;
  element.textContent = name;
  return element;
}

const form = document.querySelector(".picture-drop");
uploads(form, document.querySelector(".upload-verdicts"), (verdict, line) => {
  line.append(" ", link(verdict));
  for (const other of verdict.alike) line.append(" · ", link(other));
});
