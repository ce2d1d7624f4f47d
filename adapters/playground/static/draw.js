// Draws everything that changed, once a frame, however much changed.

const drawers = [];
let waiting = false;

export function drawWith(drawer) {
  drawers.push(drawer);
}

export function draw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(drawNow);
}

export function drawNow() {
  waiting = false;
  for (const drawer of drawers) drawer();
}
