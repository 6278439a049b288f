import { describe, expect, it } from "vitest";
import { add, constant, Drawing, matmul, mul, sum, tanh, Tensor, variable } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const [a, b, x, w] = ["a", "b", "x", "w"].map(variable);
const e = mul(add(a, b), add(b, 1));

describe("Drawing", () => {
  it("shows the lecture's graph as text: values and derivatives on nodes, derivatives on edges", () => {
    expect(String(new Drawing(e, { a: 2, b: 1 }))).toBe(`a = 2    ∂e/∂a = 2
b = 1    ∂e/∂b = 5
v1 = (a + b) = 3    ∂e/∂v1 = 2
    ∂v1/∂a = 1
    ∂v1/∂b = 1
1
v2 = (b + 1) = 2    ∂e/∂v2 = 3
    ∂v2/∂b = 1
    from 1
v3 = (v1 · v2) = 6    ∂e/∂v3 = 1
    ∂v3/∂v1 = 2
    ∂v3/∂v2 = 3`);
  });

  it("and for Graphviz", () => {
    expect(new Drawing(e, { a: 2, b: 1 }).dot()).toBe(`digraph {
  rankdir=BT;
  node [shape=box];
  n0 [label="a = 2\\n∂e/∂a = 2"];
  n1 [label="b = 1\\n∂e/∂b = 5"];
  n2 [label="v1 = (a + b) = 3\\n∂e/∂v1 = 2"];
  n3 [label="1"];
  n4 [label="v2 = (b + 1) = 2\\n∂e/∂v2 = 3"];
  n5 [label="v3 = (v1 · v2) = 6\\n∂e/∂v3 = 1"];
  n0 -> n2 [label="1"];
  n1 -> n2 [label="1"];
  n1 -> n4 [label="1"];
  n3 -> n4;
  n2 -> n5 [label="2"];
  n4 -> n5 [label="3"];
}
`);
    const odd = variable('a "b" \\');
    expect(new Drawing(odd, { 'a "b" \\': 1 }).dot()).toContain(
      'n0 [label="a \\"b\\" \\\\ = 1\\n∂e/∂a \\"b\\" \\\\ = 1"];',
    );
  });

  it("and as a picture: every node and derivative in it, each node above its operands, none over another", () => {
    const at = { a: 2, b: 1, "x<y": 0.5 };
    const wide = mul(mul(e, tanh(e)), add(mul(variable("x<y"), a), 3));
    for (const graph of [e, wide, mul(a, a), a, constant(1 / 3), sum(mul(a, 1 / 3))]) {
      const drawing = new Drawing(graph, at);
      const picture = drawing.svg();
      const numbers = (tag: string, ...keys: string[]): number[][] =>
        [...picture.matchAll(new RegExp(`<${tag} [^>]*>`, "g"))].map(([found]) =>
          keys.map((key) => Number(new RegExp(` ${key}="([^"]*)"`).exec(found)![1])),
        );
      const [[width, height]] = numbers("svg", "width", "height");
      const boxes = numbers("rect", "x", "y", "width", "height");
      expect(boxes.length).toBe(drawing.boxes.length);
      for (const [i, [x1, y1, w1, h1]] of boxes.entries()) {
        expect(x1 >= 0 && y1 >= 0 && x1 + w1 <= width && y1 + h1 <= height).toBe(true);
        for (const [x2, y2, w2] of boxes.slice(i + 1)) expect(y1 !== y2 || x1 + w1 < x2 || x2 + w2 < x1).toBe(true);
      }
      for (const { from, to } of drawing.edges) expect(boxes[from][1]).toBeGreaterThan(boxes[to][1]);
      const lines = numbers("line", "x1", "y1", "x2", "y2");
      expect(new Set(lines.map(String)).size).toBe(drawing.edges.length);
    }
    const picture = new Drawing(wide, at).svg();
    for (const text of ["x&lt;y = 0.5", "v1 = (a + b) = 3", ">3</text>"]) expect(picture).toContain(text);
  });

  it("shows the shapes of tensors, and both edges of a node used twice", () => {
    const h = matmul(x, w);
    const at = { x: Tensor.zeros([2, 3]), w: Tensor.zeros([3, 4]) };
    const text = String(new Drawing(sum(mul(tanh(h), h)), at));
    expect(text).toContain("x = [2, 3]    ∂e/∂x = [2, 3]");
    expect(text).toContain("v1 = matmul(x, w) = [2, 4]    ∂e/∂v1 = [2, 4]\n    from x\n    from w");
    expect(String(new Drawing(h, at))).not.toContain("∂");
    expect(String(new Drawing(sum(a), { a: 3 }))).toBe(
      "a = 3    ∂e/∂a = 1\nv1 = sum(a) = 3    ∂e/∂v1 = 1\n    ∂v1/∂a = 1",
    );
    expect(String(new Drawing(mul(a, a), { a: 3 }))).toBe(
      "a = 3    ∂e/∂a = 6\nv1 = (a · a) = 9    ∂e/∂v1 = 1\n    ∂v1/∂a = 3\n    ∂v1/∂a = 3",
    );
  });

  it("refuses what evaluate refuses", () => {
    expect(refusal(() => new Drawing(e, { a: 2 }))).toMatchObject({ code: "ARGUMENT", path: "b" });
  });
});
