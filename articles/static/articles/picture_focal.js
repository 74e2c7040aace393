// The point of a picture that every crop keeps: set by the pointer or by keys, with the crops shown
// as they will be. Positions are set through the CSSOM: the policy of the pages forbids inline style.

const RATIOS = { "crop-16x9": 16 / 9, "crop-4x3": 4 / 3, "crop-1x1": 1 };
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (value) => Math.min(Math.max(value, 0), 1);

// The `object-position` along one side of which a crop shows the share `part`, around `point`.
function position(point, part) {
  if (part >= 1) return 50;
  const start = Math.min(Math.max(point - part / 2, 0), 1 - part);
  return (start / (1 - part)) * 100;
}

// `root` holds the parts of focal.html; `moved` is told of a point that a person chose.
export function focalPoint(root, moved) {
  const frame = root.querySelector(".focal-frame");
  const image = frame.querySelector("img");
  const point = frame.querySelector(".focal-point");
  const crops = root.querySelector(".crops");
  let [x, y] = [0.5, 0.5];
  let may = true;

  function draw() {
    const percent = [x, y].map((value) => Math.round(value * 100));
    point.style.setProperty("left", `${x * 100}%`);
    point.style.setProperty("top", `${y * 100}%`);
    point.setAttribute("aria-label", root.dataset.label.replace("{x}", percent[0]).replace("{y}", percent[1]));
    const ratio = image.naturalWidth / image.naturalHeight || 16 / 9;
    for (const [name, wanted] of Object.entries(RATIOS)) {
      const across = position(x, wanted / ratio);
      const down = position(y, ratio / wanted);
      crops.querySelector(`.${name} img`).style.setProperty("object-position", `${across}% ${down}%`);
    }
  }

  function set(newX, newY) {
    [x, y] = [within(newX), within(newY)];
    draw();
  }

  function choose(newX, newY) {
    set(newX, newY);
    moved(x, y);
  }

  function follow(event) {
    const box = image.getBoundingClientRect();
    choose((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  frame.addEventListener("pointerdown", (event) => {
    if (!may || event.button) return;
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    point.focus({ preventScroll: true });
    follow(event);
  });
  frame.addEventListener("pointermove", (event) => {
    if (frame.hasPointerCapture(event.pointerId)) follow(event);
  });
  point.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const size = event.shiftKey ? 0.1 : 0.01;
    choose(x + step[0] * size, y + step[1] * size);
  });
  image.addEventListener("load", () => {
    for (const copy of crops.querySelectorAll("img")) copy.src = image.currentSrc || image.src;
    draw();
  });
  if (image.complete && image.naturalWidth) image.dispatchEvent(new Event("load"));

  return {
    set,
    // Shows another picture; `mayMove` says whether this person may move its point.
    show({ src, srcset, name }, newX, newY, mayMove) {
      may = mayMove;
      point.hidden = !mayMove || !src;
      root.querySelector(".focal-help").hidden = point.hidden;
      crops.hidden = !src;
      image.hidden = !src;
      image.alt = name;
      if (srcset) image.srcset = srcset;
      else image.removeAttribute("srcset");
      if (src) image.src = src;
      set(newX, newY);
    },
    // Shows the point of the picture that the page came with.
    enable(newX, newY) {
      point.hidden = false;
      crops.hidden = false;
      root.querySelector(".focal-help").hidden = false;
      set(newX, newY);
    },
  };
}
