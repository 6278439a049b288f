import { describe as suite, expect, it } from "vitest";
import { Add, FpropError, Graph, join, Linear, Residual, Sequential, Tanh, Tensor, type Node } from "../../index.ts";
import { describe, located, shapeText } from "../../lib/errors.ts";

/** What `call` throws. */
function thrown(call: () => unknown): FpropError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(FpropError);
    return error as FpropError;
  }
  throw new Error("nothing was thrown");
}

const complaint = { code: "SHAPE", who: "Linear(3 → 2)", what: "x", expected: "[batch, 3]", got: "[5, 7]" } as const;

suite("FpropError", () => {
  it("says who found what, and what it should have been", () => {
    const cause = new Error("why");
    const error = new FpropError(complaint, { cause });
    expect(error.message).toBe("Linear(3 → 2): x should be [batch, 3], got [5, 7]");
    expect(error).toMatchObject({
      name: "FpropError",
      code: "SHAPE",
      path: "Linear(3 → 2)",
      what: "x",
      expected: "[batch, 3]",
      got: "[5, 7]",
      cause,
    });
    expect(String(error)).toBe(`FpropError: ${error.message}`);
  });

  it("moves outwards with its path, its message and its stack", () => {
    const error = new FpropError(complaint);
    expect(located(error, 2)).toBe(error);
    expect(error.path).toBe("net.2.Linear(3 → 2)");
    located(error, "module");
    expect(error.path).toBe("net.module.2.Linear(3 → 2)");
    expect(error.message).toBe("net.module.2.Linear(3 → 2): x should be [batch, 3], got [5, 7]");
  });

  const moved = /^\w*Error: net\.module\.2\.Linear\(3 → 2\): x should be \[batch, 3\], got \[5, 7\]$/;

  it("has a stack that begins with its message, where somebody read the stack before it moved", () => {
    const error = new FpropError(complaint);
    expect(error.stack).toContain("Error: Linear(3 → 2): x should");
    error.within("2").within("module");
    expect(error.stack!.split("\n")[0]).toMatch(moved);
  });

  it("has a stack that begins with its message, where nobody did: then an engine may not have written it yet", () => {
    const error = new FpropError(complaint).within("2").within("module");
    expect(error.stack!.split("\n")[0]).toMatch(moved);
  });

  it("keeps signs in its message that mean something in a replacement", () => {
    const error = new FpropError({ ...complaint, got: "$& $1 $$" });
    expect(error.stack).toContain("got $& $1 $$");
    error.within("0");
    expect(error.stack!.split("\n")[0].endsWith(`Error: ${error.message}`)).toBe(true);
  });

  it("lets other errors pass", () => {
    const other = new Error("not ours");
    expect(located(other, 1)).toBe(other);
    expect(other.message).toBe("not ours");
  });
});

suite("errors from inside nested containers", () => {
  const bad = Tensor.zeros([5, 7]);
  const net = new Sequential(
    new Linear(7, 3),
    new Residual(new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 2))),
  );

  it("name the place, in message and stack, of fprop", () => {
    const residual = thrown(() => net.fprop(bad));
    expect(residual.message).toBe("net.1.Residual: output of the module should be [5, 3], got [5, 2]");
    const deep = new Sequential(new Tanh(), new Residual(new Sequential(new Linear(3, 2))));
    const error = thrown(() => deep.fprop(bad));
    expect(error.message).toBe("net.1.module.0.Linear(3 → 2): x should be [batch, 3], got [5, 7]");
    expect(error.path).toBe("net.1.module.0.Linear(3 → 2)");
  });

  it("name the place of bprop", () => {
    const deep = new Sequential(new Tanh(), new Residual(new Sequential(new Linear(3, 3))));
    deep.fprop(Tensor.zeros([2, 3]));
    expect(thrown(() => deep.bprop(Tensor.zeros([2, 4]))).message).toBe(
      "net.1.Residual: dy should be [2, 3], got [2, 4]",
    );
    expect(thrown(() => deep.layers[1].module.bprop(Tensor.zeros([2, 4]))).path).toBe("net.0.Linear(3 → 3)");
  });

  it("name the place in a graph", () => {
    const graph = new Graph((a: Node, b: Node) =>
      join(a.into(new Tanh()), b.into(new Residual(new Linear(3, 3)))).into(new Add()),
    );
    expect(thrown(() => graph.fprop([bad, bad])).path).toBe("net.1.module.Linear(3 → 3)");
    expect(thrown(() => graph.fprop([bad, Tensor.zeros([5, 3])])).message).toBe(
      "net.2.Add: b should be [5, 7], got [5, 3]",
    );
  });
});

suite("naming a value", () => {
  class Thing {
    readonly size = 1;
  }
  it.each([
    [3, "3"],
    [-0, "-0"],
    [NaN, "NaN"],
    [10n, "10n"],
    [null, "null"],
    [undefined, "undefined"],
    [true, "true"],
    ["text", '"text"'],
    ["x".repeat(50), `"${"x".repeat(40)}…"`],
    [Symbol("s"), "Symbol(s)"],
    [[1, 2], "an array of 2"],
    [new Float64Array(3), "a Float64Array of 3"],
    [new Thing(), "a Thing"],
    [{}, "an object"],
    [Object.create(null), "an object"],
    [function named() {}, "the function named"],
    [(() => () => {})(), "the function (no name)"],
  ])("%s", (value, text) => {
    expect(describe(value)).toBe(text);
  });

  it("survives objects that lie about themselves", () => {
    expect(describe({ constructor: 3 })).toBe("an object");
    expect(describe({ constructor: undefined })).toBe("an object");
  });
});

suite("shapeText", () => {
  it("writes shapes with words for what may be any size", () => {
    expect([shapeText([]), shapeText([3]), shapeText(["batch", 3])]).toEqual(["[]", "[3]", "[batch, 3]"]);
  });
});
