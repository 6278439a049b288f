import type { Configuration, Source } from "../configuration.ts";
import { chosenDigits } from "../draw.ts";
import { stream } from "../make.ts";
import { signature } from "../sources.ts";
import { valueOf } from "./values.ts";

export interface Lines {
  /** Functions in front of the program. */
  readonly helpers: readonly string[];
  readonly text: readonly string[];
}

/** The lines that leave the training part in `x` and `t`, and the test part in `testX` and `testT`. */
export function datasetProgram(configuration: Configuration, uses: Set<string>): Lines {
  const { source, testSize, scaler } = configuration.data;
  const { classes } = signature(source);
  uses.add("trainTestSplit");
  const { helpers, text } = datasetOf(configuration, source, uses);
  const stratify = classes.length > 0 ? "stratify: dataset.t, " : "";
  const parts = [
    ...text,
    `const [training, test] = trainTestSplit(dataset, { testSize: ${testSize}, ${stratify}rng: rng.split("split") });`,
  ];
  if (scaler === "none")
    return {
      helpers,
      text: [
        ...parts,
        "const [x, t] = dataset.take(training.indices);",
        "export const [testX, testT] = dataset.take(test.indices);",
      ],
    };
  const name = scaler === "standard" ? "StandardScaler" : "MinMaxScaler";
  uses.add(name);
  return {
    helpers,
    text: [
      ...parts,
      "const [raw, t] = dataset.take(training.indices);",
      `const scaler = new ${name}().fit(raw);`,
      "const x = scaler.transform(raw);",
      "const [rawTest, testT] = dataset.take(test.indices);",
      "export const [testX, testTargets] = [scaler.transform(rawTest), testT] as const;",
    ],
  };
}

function datasetOf(configuration: Configuration, source: Source, uses: Set<string>): Lines {
  const call = (name: string, options: Readonly<Record<string, unknown>>, samples: number): Lines => {
    uses.add(name);
    const said = Object.entries(options).map(([key, v]) => `${key}: ${valueOf(v)}, `);
    return { helpers: [], text: [`const dataset = ${name}(${samples}, { ${said.join("")}rng: rng.split("data") });`] };
  };
  switch (source.kind) {
    case "xor":
      return call("makeXor", { noise: source.noise }, source.samples);
    case "spirals": {
      const { arms, turns, noise } = source;
      return call("makeSpirals", { arms, turns, noise }, source.samples);
    }
    case "circles":
      return call("makeCircles", { factor: source.factor, noise: source.noise }, source.samples);
    case "moons":
      return call("makeMoons", { noise: source.noise }, source.samples);
    case "blobs":
      return call("makeBlobs", { centers: source.centers, clusterStd: source.noise }, source.samples);
    case "plane":
      return call("makeRegression", { noise: source.noise }, source.samples);
    case "digits":
      uses.add("Tensor");
      return digitsOf(chosenDigits(source.samples, stream(configuration, "data")));
    case "points":
      uses.add("Tensor");
      return tableOf(
        source.points.map(([x, y]) => [x, y]),
        source.points.map(([, , kind]) => kind),
        true,
      );
    case "csv":
      uses.add("Tensor");
      return tableOf(
        source.rows.map((row) => row.slice(0, -1)),
        source.rows.map((row) => row.at(-1)!),
        source.classes.length > 0,
      );
  }
}

function tableOf(x: readonly (readonly number[])[], t: readonly number[], classes: boolean): Lines {
  const width = x[0]?.length ?? 1;
  return {
    helpers: [],
    text: [
      `const numbers = [\n${x.map((row) => `  ${row.join(", ")},`).join("\n")}\n];`,
      `const wanted = [${t.join(", ")}];`,
      "const dataset = new TensorDataset(",
      `  Tensor.from(Float32Array.from(numbers), [wanted.length, ${width}]),`,
      classes
        ? "  Tensor.from(Int32Array.from(wanted)),"
        : "  Tensor.from(Float32Array.from(wanted), [wanted.length, 1]),",
      ");",
    ],
  };
}

/** The digits stand in the program, 65 bytes each: grey values from 0 to 16, and the digit. */
function digitsOf(bytes: Uint8Array): Lines {
  let letters = "";
  for (let i = 0; i < bytes.length; i += 4096) letters += String.fromCharCode(...bytes.subarray(i, i + 4096));
  const lines = btoa(letters).match(/.{1,110}/g)!;
  return {
    helpers: [
      `/** Handwritten digits (E. Alpaydin, C. Kaynak, 1998, doi 10.24432/C50P49, CC BY 4.0), 65 bytes each. */\nconst digits = Uint8Array.from(\n  atob(\n${lines.map((line, i) => `    ${i === 0 ? "" : "+ "}"${line}"`).join("\n")},\n  ),\n  (letter) => letter.charCodeAt(0),\n);`,
    ],
    text: [
      "const count = digits.length / 65;",
      'const [images, labels] = [Tensor.zeros([count, 1, 8, 8]), Tensor.zeros([count], "int32")];',
      "for (let i = 0; i < count; i++) {",
      "  for (let p = 0; p < 64; p++) images.data[64 * i + p] = digits[65 * i + p] / 16;",
      "  labels.data[i] = digits[65 * i + 64];",
      "}",
      "const dataset = new TensorDataset(images, labels);",
    ],
  };
}
