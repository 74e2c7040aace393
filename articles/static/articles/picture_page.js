// The page of a picture: its focal point is set on the picture, and stands in the number fields.

import { focalPoint } from "./picture_focal.js";

const root = document.querySelector(".focal");
const across = document.querySelector("#id_focal_x");
const down = document.querySelector("#id_focal_y");

if (root && across && down) {
  const show = (share) => String(Math.round(share * 1000) / 10);
  const point = focalPoint(root, (x, y) => {
    across.value = show(x);
    down.value = show(y);
  });
  const read = () => point.set(across.valueAsNumber / 100 || 0, down.valueAsNumber / 100 || 0);
  across.addEventListener("input", read);
  down.addEventListener("input", read);
  point.enable(across.valueAsNumber / 100, down.valueAsNumber / 100);
}
