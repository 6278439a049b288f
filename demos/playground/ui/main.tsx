import { effect } from "@preact/signals";
import { render } from "preact";
import type { Configuration } from "../model/configuration.ts";
import { presets } from "../model/presets.ts";
import { arrival } from "./address.ts";
import { App } from "./app.ts";
import { listenToKeys } from "./keyboard.ts";
import { Page } from "./page.tsx";
import { refusal } from "./session.ts";

const first = presets.find(({ id }) => id === "spirals")!;
const root = document.querySelector("#app")!;

async function start(): Promise<void> {
  const linked = location.hash.length > 1 ? await arrival(location.hash).catch(refusal) : undefined;
  const arrived = linked !== undefined && "configurations" in linked ? linked : undefined;
  const app = new App(arrived?.configurations[0] ?? first.configuration);
  if (arrived === undefined) app.topic.value = first;
  else if (arrived.configurations.length === 2)
    app.compare(...(arrived.configurations as [Configuration, Configuration]));
  else app.go(arrived.mode);
  if (linked !== undefined && "message" in linked) app.left.session.say("error", linked.message);
  root.replaceChildren();
  render(<Page app={app} />, root);
  listenToKeys(app);
  // The event says where it led: the address may have been kept true since.
  window.addEventListener("hashchange", ({ newURL }) => void app.follow(new URL(newURL).hash));
  // A file that misses its place must not take the page's.
  for (const type of ["dragover", "drop"] as const) window.addEventListener(type, (event) => event.preventDefault());
  keepAddress(app);
}

/** Keeps the URL true, a moment after the last change; data that are too large for it leave it without a hash. */
function keepAddress(app: App): void {
  const beginning = app.left.session.draft.value;
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const { value: mode } = app.mode;
    const accepted = app.sides.value.map(({ session }) => session.accepted.value);
    clearTimeout(timer);
    // What the page begins with needs no address.
    if (location.hash.length <= 1 && mode === "train" && (accepted[0] ?? beginning) === beginning) return;
    timer = setTimeout(() => {
      app.link().then(
        (hash) => history.replaceState(null, "", hash),
        () => history.replaceState(null, "", location.pathname + location.search),
      );
    }, 150);
  });
}

start().catch((error: unknown) => {
  const text = document.createElement("p");
  text.className = "noscript";
  text.textContent =
    location.protocol === "file:"
      ? "Browsers let no page that was opened as a file have a worker: open this folder through a server, as `npm run playground` does."
      : `The playground could not start: ${error instanceof Error ? error.message : String(error)}`;
  root.replaceChildren(text);
});
