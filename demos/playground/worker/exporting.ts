import type { Tensor } from "fprop";
import { writeSafetensors } from "fprop/io";
import { toONNX } from "fprop/onnx";
import type { Exported, ExportFormat } from "../model/protocol.ts";
import { decline, PlaygroundError, refusalOf } from "../model/refusal.ts";
import type { CurvePoint } from "../model/report.ts";
import { programOf } from "../model/program.ts";
import { pageOf } from "./page.ts";
import type { Session } from "./session.ts";

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** What a session is, as a file. @throws PlaygroundError in the library's words, for a net that ONNX has no words for */
export function exported(session: Session, format: ExportFormat, history: readonly CurvePoint[] = []): Exported {
  const { net, sets, configuration, data } = session;
  const program = (): string => {
    const outputs = (net.predict(sets.training.x.rows(0, 1)) as Tensor).size;
    return programOf(configuration, net, outputs, data.classes.length);
  };
  switch (format) {
    case "typescript":
      return { name: "net.ts", type: "text/plain;charset=utf-8", bytes: encode(program()) };
    case "safetensors":
      return {
        name: "net.safetensors",
        type: "application/octet-stream",
        bytes: writeSafetensors(net.stateDict(), { format: "pt" }) as Uint8Array<ArrayBuffer>,
      };
    case "onnx":
      try {
        const bytes = toONNX(net, { input: ["batch", ...sets.training.x.shape.slice(1)] });
        return { name: "net.onnx", type: "application/octet-stream", bytes: bytes as Uint8Array<ArrayBuffer> };
      } catch (error) {
        throw new PlaygroundError(refusalOf(error), { cause: error });
      }
    case "html":
      return {
        name: "report.html",
        type: "text/html;charset=utf-8",
        bytes: encode(pageOf(session, history, program())),
      };
    default:
      return decline("ARGUMENT", "There is no such format.");
  }
}
