import { useRef, useState } from "preact/hooks";
import { limits } from "../model/limits.ts";
import type { Exported, ExportFormat } from "../model/protocol.ts";
import type { App, Side } from "./app.ts";
import { refusal } from "./session.ts";

const formats: readonly { readonly format: ExportFormat; readonly title: string; readonly words: string }[] = [
  { format: "typescript", title: "TypeScript", words: "a program that trains this net" },
  { format: "safetensors", title: "Weights", words: "safetensors" },
  { format: "onnx", title: "ONNX", words: "the net for other engines" },
  { format: "html", title: "Report", words: "a page with map and curves" },
];

/** Has the browser save a file. */
function save({ name, type, bytes }: Exported): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A link to all this, and files of it. */
export function Share({ app }: { readonly app: App }) {
  const [link, setLink] = useState<string | undefined>(undefined);
  const menu = useRef<HTMLDetailsElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const share = async (): Promise<void> => {
    const { session } = app.left;
    try {
      const url = new URL(await app.link(), location.href).href;
      history.replaceState(null, "", url);
      try {
        await navigator.clipboard.writeText(url);
        session.say("info", "The link is copied: it holds this very playground.");
      } catch {
        // No permission, or no secure origin: the reader copies it.
        setLink(url);
        dialog.current!.showModal();
      }
    } catch (error) {
      session.say("error", refusal(error).message);
    }
  };
  const close = (): void => void (menu.current!.open = false);
  return (
    <div class="share">
      <button type="button" data-action="share" onClick={() => void share()}>
        Share
      </button>
      <dialog ref={dialog} class="link-dialog" aria-label="Link" onClose={() => setLink(undefined)}>
        <form method="dialog">
          <p>This link holds this very playground:</p>
          <input readOnly value={link ?? ""} aria-label="Link" onFocus={(event) => event.currentTarget.select()} />
          <button class="primary">Done</button>
        </form>
      </dialog>
      <details
        class="menu"
        ref={menu}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
        }}
        onFocusOut={(event) => {
          const to = event.relatedTarget;
          if (to instanceof Node && !event.currentTarget.contains(to)) close();
        }}
      >
        <summary data-action="export">Export</summary>
        <div class="sheet">
          {app.sides.value.map((side, i) => (
            <Files key={i} side={side} title={app.sides.value.length > 1 ? "AB"[i] : undefined} onDone={close} />
          ))}
        </div>
      </details>
    </div>
  );
}

function Files({
  side,
  title,
  onDone,
}: {
  readonly side: Side;
  readonly title: string | undefined;
  readonly onDone: () => void;
}) {
  const { session } = side;
  const file = useRef<HTMLInputElement>(null);
  const load = async (given: File | undefined): Promise<void> => {
    if (given === undefined) return;
    onDone();
    if (given.size > limits.weightsFile)
      session.say("error", `The file should have at most ${limits.weightsFile} bytes, and has ${given.size}.`);
    else {
      const bytes = new Uint8Array(await given.arrayBuffer());
      const done = await session.attempt(session.trainer.import(bytes).then(() => true));
      if (done === true) session.say("info", `${given.name}: the weights are in the net.`);
    }
    if (file.current !== null) file.current.value = "";
  };
  const download = async (format: ExportFormat): Promise<void> => {
    const exported = await session.attempt(session.trainer.export(format));
    if (exported !== undefined) save(exported);
  };
  return (
    <div role="group" aria-label={title === undefined ? "Files" : `Files of ${title}`}>
      {title !== undefined && <h3>{title}</h3>}
      {formats.map(({ format, title, words }) => (
        <button
          key={format}
          type="button"
          data-export={format}
          onClick={() => {
            onDone();
            void download(format);
          }}
        >
          {title} <span>{words}</span>
        </button>
      ))}
      <button type="button" data-action="import" onClick={() => file.current!.click()}>
        Load weights … <span>safetensors</span>
      </button>
      <input
        ref={file}
        type="file"
        class="hidden"
        accept=".safetensors"
        tabIndex={-1}
        aria-label="Weights"
        data-field="weights"
        onChange={(event) => void load(event.currentTarget.files?.[0])}
      />
    </div>
  );
}
