/** Things to do in the next animation frame, each at most once in it, however often it is asked for. */
const due = new Set<() => void>();
let requested = false;

export function nextFrame(draw: () => void): void {
  due.add(draw);
  if (requested) return;
  requested = true;
  requestAnimationFrame(() => {
    requested = false;
    const now = [...due];
    due.clear();
    for (const draw of now) draw();
  });
}
