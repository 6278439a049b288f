import { RadialBasis, type AnyModule } from "fprop";
import type { Argument } from "./choices/kind.ts";
import { lossKind, optimizerKind, scheduleKind } from "./choices.ts";
import type { Configuration } from "./configuration.ts";
import { datasetProgram, type Lines } from "./program/dataset.ts";
import { expressionOf, valueOf } from "./program/values.ts";
import { formOf } from "./targets.ts";

/**
 * The TypeScript program that trains this very net: same data, same weights, same steps, same bits as the playground's.
 * `outputs` is how many numbers the net gives for an example. It prints E of every epoch, and leaves them in `losses`.
 */
export function programOf(configuration: Configuration, net: AnyModule, outputs: number, classes: number): string {
  const { layers, seed, batchSize, optimizer, schedule, regularizer, loss } = configuration;
  const uses = new Set<string>(["DataLoader", "generator", "Rng", "Sequential", "TensorDataset"]);
  const data: Lines = datasetProgram(configuration, uses);
  const centres = centresOf(net);
  const stack = layers.map((layer) => expressionOf(layer, uses));
  const kind = optimizerKind(optimizer);
  uses.add(kind.kind).add(lossKind(loss).kind);
  const made = (name: string, args: readonly (Argument | string)[], first = ""): string => {
    const rest = args.map((arg) => valueOf(arg));
    return `new ${name}(${(first === "" ? rest : [first, ...rest]).join(", ")})`;
  };
  const lines = [
    `const rng = new Rng(${seed});`,
    "",
    "// The data, parted and scaled.",
    ...data.text,
    ...targetLines(configuration, outputs, classes, uses),
    "const loader = new DataLoader(new TensorDataset(x, targets), {",
    `  batchSize: Math.min(${batchSize}, x.shape[0]),`,
    "  shuffle: true,",
    "  dropLast: true,",
    '  rng: rng.split("order"),',
    "});",
    "",
    "// The net. What it draws in training comes from a stream of its own.",
    'generator.state = rng.split("weights").state;',
    "const net = new Sequential(",
    ...stack.map((line) => `  ${line},`),
    ");",
    'generator.state = rng.split("noise").state;',
    ...centres,
    "",
    ...objectiveLines(),
    `const optimizer = ${made(kind.kind, kind.args(optimizer.options), "net.parameters()")};`,
    ...scheduleLines(),
    "",
    ...loop(),
  ];
  function objectiveLines(): string[] {
    const made0 = made(lossKind(loss).kind, lossKind(loss).args(loss.options));
    if (regularizer.kind === "none") return [`const loss = ${made0};`];
    uses.add(regularizer.kind).add("Objective");
    const amount =
      regularizer.kind === "ElasticNet"
        ? `${regularizer.lambda / 2}, ${regularizer.lambda / 2}`
        : `${regularizer.lambda}`;
    return [
      'const weights = net.namedParameters().flatMap(([path, p]) => (path.includes("bias") ? [] : [p]));',
      `const loss = new Objective(${made0}, [new ${regularizer.kind}(weights, ${amount})]);`,
    ];
  }
  function scheduleLines(): string[] {
    if (schedule.kind === "none") return [];
    const { kind: name, args } = scheduleKind(schedule);
    uses.add(name);
    return [`const schedule = ${made(name, args(schedule.options), "optimizer")};`];
  }
  function loop(): string[] {
    const told = schedule.kind !== "none" && scheduleKind(schedule).told;
    const body = kind.searches
      ? [
          "    const E = optimizer.step(() => {",
          "      optimizer.zeroGrad();",
          "      const error = loss.fprop(net.fprop(bx), bt);",
          "      net.bprop(loss.bprop());",
          "      return error;",
          "    })!;",
        ]
      : [
          "    optimizer.zeroGrad();",
          "    const E = loss.fprop(net.fprop(bx), bt);",
          "    net.bprop(loss.bprop());",
          "    optimizer.step();",
        ];
    return [
      "/** E of every step. */",
      "export const losses: number[] = [];",
      "const epochs = 50;",
      "for (let epoch = 1; epoch <= epochs; epoch++) {",
      "  let [sum, rows] = [0, 0];",
      "  for (const [bx, bt] of loader) {",
      ...body,
      "    losses.push(E);",
      "    sum += E * bx.shape[0];",
      "    rows += bx.shape[0];",
      "  }",
      ...(schedule.kind === "none" ? [] : [`  schedule.step(${told ? "sum / rows" : ""});`]),
      "  console.log(`epoch ${epoch}: E = ${sum / rows}`);",
      "}",
    ];
  }
  return `// A net of the fprop playground, as a program of its own: npm install fprop
import { ${[...uses].sort().join(", ")} } from "fprop";
${data.helpers.map((helper) => `\n${helper}\n`).join("")}
${lines.join("\n")}
`;
}

/** Centres are no random weights of the library, but the playground's: drawn for each RadialBasis by its path. */
function centresOf(net: AnyModule): string[] {
  return [...net.namedModules()].flatMap(([path, module]) => {
    if (!(module instanceof RadialBasis)) return [];
    const of = `net.namedParameters().find(([path]) => path === ${JSON.stringify(`${path}.centres`)})![1].value.data`;
    return [
      "{",
      `  const data = ${of};`,
      `  const draws = rng.split(${JSON.stringify(`centres ${path}`)});`,
      "  for (let i = 0; i < data.length; i++) data[i] = draws.normal();",
      "}",
    ];
  });
}

/** `targets` and, for the test part, `testTargets`. */
function targetLines({ loss }: Configuration, outputs: number, classes: number, uses: Set<string>): string[] {
  const form = formOf(loss);
  if (classes === 0 || form === "indices") return ["const targets = t;"];
  const column = classes === 2 && outputs === 1;
  uses.add(column || form === "signs" ? "Tensor" : "oneHot");
  if (!column) uses.add("oneHot");
  const unit = column ? "Tensor.from(Float32Array.from(t.data), [t.size, 1])" : `oneHot(t, ${classes}, "float32")`;
  if (form === "unit") return [`const targets = ${unit};`];
  return [`const units = ${unit};`, "const targets = Tensor.from(units.data.map((v) => 2 * v - 1), units.shape);"];
}
