/** Things to draw, each at most once in a frame, however often it is asked for. */
const due = new Set<() => void>();
let requested = false;
/** Before this moment nothing is drawn. */
let earliest = 0;

/** In milliseconds: a frame at 60 a second, and the longest pause. */
const [whole, longest] = [20, 400];
/** What part of the time drawing may take. */
const share = 1 / 6;

/**
 * Draws in one of the next animation frames. What drawing costs, style and paint with it, is seen when the frame behind it
 * comes; the dearer it is, the longer the next one waits, so that all other frames are the reader's, whatever the net and
 * the machine. What is urgent waits for no pause.
 */
export function nextFrame(draw: () => void, urgent = false): void {
  due.add(draw);
  if (urgent) earliest = 0;
  if (requested) return;
  requested = true;
  requestAnimationFrame(begin);
}

function begin(now: number): void {
  if (now < earliest) {
    requestAnimationFrame(begin);
    return;
  }
  requested = false;
  const draws = [...due];
  due.clear();
  for (const draw of draws) draw();
  requestAnimationFrame((next) => (earliest = next + pauseAfter(next - now)));
}

/** How long nothing is drawn behind a frame that took so long; a page that hung for once is not to wait for it. */
export const pauseAfter = (cost: number): number => (cost <= whole ? whole : Math.min(longest, cost * (1 / share - 1)));
