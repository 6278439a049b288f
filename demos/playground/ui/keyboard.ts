import type { App } from "./app.ts";
import { toggle } from "./transport.tsx";

/** Space and arrows for the whole page, where the control that has the focus does not use them itself. */
export function listenToKeys(app: App): void {
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest("input, select, textarea, canvas[tabindex], [role=grid], [role=radiogroup]") !== null) return;
    const { walk, mode } = app;
    if (event.key === " ") {
      if (target.closest("button, summary, a") !== null) return;
      if (mode.value !== "step") toggle(app);
      else if (walk.running.value) walk.rest();
      else walk.run();
    } else if (mode.value === "step") {
      const to = { ArrowRight: walk.at.value + 1, ArrowLeft: walk.at.value - 1, Home: 0, End: Infinity }[event.key];
      if (to === undefined) return;
      walk.rest();
      walk.go(to);
    } else if (event.key === "ArrowRight") for (const { session } of app.sides.value) void session.step();
    else return;
    event.preventDefault();
  });
}
