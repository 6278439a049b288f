import type { DataSettings, Source, SourceKind } from "./configuration.ts";
import type { Field } from "./field.ts";
import { limits } from "./limits.ts";

/** A kind of data for a menu, and its controls; own points and files are made by hand. */
export interface SourceInfo {
  readonly kind: SourceKind;
  readonly title: string;
  readonly words: string;
}

export const sources: readonly SourceInfo[] = [
  { kind: "xor", title: "XOR", words: "Four corners, and no line between them." },
  { kind: "spirals", title: "Spirals", words: "Two or three arms that wind around each other." },
  { kind: "circles", title: "Circles", words: "One class around the other." },
  { kind: "moons", title: "Moons", words: "Two half circles, each with an end in the other." },
  { kind: "blobs", title: "Blobs", words: "Clouds, a class each." },
  { kind: "plane", title: "Plane", words: "Numbers to learn: a plane over two inputs." },
  { kind: "digits", title: "Digits", words: "Handwritten digits of 8 × 8 pixels." },
  { kind: "points", title: "Own points", words: "Click where points should be." },
  { kind: "csv", title: "CSV file", words: "Columns of numbers, and what to learn of them." },
];

/** Data of this kind to begin with. */
export function newSource(kind: Exclude<SourceKind, "csv">): Source {
  switch (kind) {
    case "xor":
      return { kind, samples: 200, noise: 0.1 };
    case "spirals":
      return { kind, samples: 400, noise: 0.02, arms: 2, turns: 1.5 };
    case "circles":
      return { kind, samples: 300, noise: 0.08, factor: 0.5 };
    case "moons":
      return { kind, samples: 300, noise: 0.1 };
    case "blobs":
      return { kind, samples: 300, noise: 1, centers: 3 };
    case "plane":
      return { kind, samples: 200, noise: 0.1 };
    case "digits":
      return { kind, samples: 1000 };
    case "points":
      return { kind, points: [] };
  }
}

/** How examples of a kind are best scaled: points stay where they were clicked, and pixels are from 0 to 1 as they are. */
export function scalerFor(kind: SourceKind): DataSettings["scaler"] {
  return kind === "points" || kind === "digits" ? "none" : "standard";
}

/** The numbers of a source that have controls. */
export function sourceFields(source: Source): Field[] {
  const field = (key: string, kind: Field["kind"], value: number, min: number, max: number): Field => ({
    key,
    label: key,
    kind,
    value,
    min,
    max,
  });
  if (source.kind === "points" || source.kind === "csv") return [];
  const fields = [field("samples", "integer", source.samples, 20, source.kind === "digits" ? 1797 : limits.samples)];
  if (source.kind === "digits") return fields;
  fields.push(field("noise", "number", source.noise, 0, source.kind === "blobs" ? 5 : 1));
  if (source.kind === "spirals")
    fields.push(field("arms", "integer", source.arms, 2, 3), field("turns", "number", source.turns, 0.25, 3));
  if (source.kind === "circles") fields.push(field("factor", "number", source.factor, 0.1, 0.95));
  if (source.kind === "blobs") fields.push(field("centers", "integer", source.centers, 2, 8));
  return fields;
}

/** The source with another number in one of its fields. */
export function withSourceField(source: Source, key: string, value: number): Source {
  return Object.hasOwn(source, key) ? { ...source, [key]: value } : source;
}

/** What examples of a source look like, before any is drawn: the shape of x, and the names of classes. */
export function signature(source: Source): { readonly row: readonly number[]; readonly classes: readonly string[] } {
  const numbered = (n: number): string[] => Array.from({ length: n }, (_, k) => `${k}`);
  switch (source.kind) {
    case "xor":
    case "circles":
    case "moons":
      return { row: [2], classes: numbered(2) };
    case "spirals":
      return { row: [2], classes: numbered(source.arms) };
    case "blobs":
      return { row: [2], classes: numbered(source.centers) };
    case "plane":
      return { row: [2], classes: [] };
    case "digits":
      return { row: [1, 8, 8], classes: numbered(10) };
    case "points":
      return { row: [2], classes: numbered(source.points.reduce((most, [, , k]) => Math.max(most, k + 1), 2)) };
    case "csv":
      return { row: [source.features.length], classes: source.classes };
  }
}
