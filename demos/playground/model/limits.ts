/** How much of everything there may be: so that a page, a link or a file asks no more of a machine than it has. */
export const limits = {
  samples: 2000,
  points: 500,
  fewestPoints: 4,
  /** Layers of a net, the inner ones counted; how deep they may stand in each other; and their weights together. */
  layers: 60,
  depth: 8,
  weights: 200_000,
  /** Numbers that an example may become inside of a net, and products of two numbers that a layer may take for it. */
  activations: 10_000,
  work: 20_000_000,
  csv: { bytes: 2_000_000, rows: 5000, columns: 64, classes: 20, nameLetters: 60 },
  /** Letters of a link's hash, and bytes that it may unfold to. */
  link: { letters: 32_000, bytes: 200_000 },
  speed: 10_000,
  batchSize: 1000,
  maps: { resolution: 128, hidden: 48, hiddenUnits: 96, layerUnits: 8 },
  /** Examples in one trace. */
  rows: 32,
  weightsFile: 8_000_000,
} as const;
