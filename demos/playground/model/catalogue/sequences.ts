import {
  GRU,
  Linear,
  LSTM,
  MultiheadAttention,
  PositionalEncoding,
  RNN,
  RotaryPositionalEmbeddings,
  Sequencer,
  TransformerEncoderLayer,
} from "fprop";
import { last, offer, type Group } from "./offer.ts";

const through = "Backwards through time: the last step first, and the same weights gather a gradient at every step.";
const recurrent = {
  weight_ih: "dW_ih = Σₜ daₜᵀ xₜ",
  weight_hh: "dW_hh = Σₜ daₜᵀ hₜ₋₁",
  bias_ih: "db_ih = Σₜ daₜ",
  bias_hh: "db_hh = Σₜ daₜ",
};

export const sequences: Group = {
  title: "Sequences",
  offers: [
    offer(
      "RNN",
      "inputSize*, hiddenSize",
      (row) => new RNN(last(row), 16),
      ["hₜ = tanh(aₜ), aₜ = xₜ W_ihᵀ + hₜ₋₁ W_hhᵀ + b", "daₜ = (dyₜ + daₜ₊₁ W_hh) (1 − hₜ²), dxₜ = daₜ W_ih", through],
      recurrent,
    ),
    offer(
      "GRU",
      "inputSize*, hiddenSize",
      (row) => new GRU(last(row), 16),
      [
        "hₜ = (1 − z) n + z hₜ₋₁, gates z, r and n of xₜ and hₜ₋₁",
        "dhₜ₋₁ = z dhₜ + what comes back of the gates, dxₜ = daₜ W_ih",
        through,
      ],
      recurrent,
    ),
    offer(
      "LSTM",
      "inputSize*, hiddenSize",
      (row) => new LSTM(last(row), 16),
      ["cₜ = f cₜ₋₁ + i g, hₜ = o tanh cₜ", "dcₜ₋₁ = f dcₜ: where f is 1, nothing is lost; dxₜ = daₜ W_ih", through],
      recurrent,
    ),
    offer("Sequencer", "", (row) => new Sequencer(new Linear(last(row), 8)), [
      "yₜ = f(xₜ; w) at every step",
      "dxₜ = f′ᵀ dyₜ",
      through,
    ]),
    offer(
      "MultiheadAttention",
      "embedDim*, numHeads",
      (row) => new MultiheadAttention(last(row), 1),
      [
        "y = o W_oᵀ, o = softmax(q kᵀ / √d) v",
        "dv = pᵀ do, dq and dk through the softmax, dx is the sum of the three",
        "x is used three times, as query, key and value, and gets the sum of three gradients.",
      ],
      { in_proj_weight: "dW = Σ [dq dk dv]ᵀ x", in_proj_bias: "db = Σ [dq dk dv]" },
    ),
    offer(
      "TransformerEncoderLayer",
      "dModel*, nhead",
      (row) => new TransformerEncoderLayer(last(row), 1, { dimFeedforward: 16, dropout: 0 }),
      [
        "h = norm(x + attention x), y = norm(h + net h)",
        "through each norm, then dy along the skip and through the block",
        "Two skip connections: the gradient reaches x past both blocks.",
      ],
    ),
    offer("PositionalEncoding", "size*", (row) => new PositionalEncoding(last(row)), [
      "y = x + P",
      "dx = dy",
      "A sum hands dy on as it is; P is a constant.",
    ]),
    offer("RotaryPositionalEmbeddings", "size*", (row) => new RotaryPositionalEmbeddings(last(row)), [
      "y = x, pairs turned by α = t / base^(2i/size)",
      "dx = dy, turned back by −α",
      "A rotation's transpose is the rotation back.",
    ]),
  ],
};
