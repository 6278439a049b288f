import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Tensor, type Nested } from "../../lib/tensor.ts";

const refused = (code: string, message: RegExp | string): unknown =>
  expect.objectContaining({ name: "FpropError", code, message: expect.stringMatching(message) as string });

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 });
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** A shape and as many float64 numbers as it has elements. */
const values = shapes.chain((shape) =>
  fc.tuple(fc.constant(shape), fc.array(fc.double(), { minLength: product(shape), maxLength: product(shape) })),
);

describe("Tensor.from", () => {
  it("takes its shape from nested arrays", () => {
    const t = Tensor.from([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([t.dtype, t.shape, t.size, [...t.data]]).toEqual(["float32", [2, 3], 6, [1, 2, 3, 4, 5, 6]]);
    expect(Tensor.from(7).shape).toEqual([]);
    expect(Tensor.from([[[8]]]).shape).toEqual([1, 1, 1]);
  });

  it("takes the element type from the array, unless one is asked for", () => {
    expect(Tensor.from(Float64Array.of(1, 2)).dtype).toBe("float64");
    expect(Tensor.from(Int32Array.of(1, 2)).dtype).toBe("int32");
    expect(Tensor.from(Float32Array.of(1, 2)).dtype).toBe("float32");
    expect(Tensor.from(Uint8Array.of(1, 2)).dtype).toBe("float32");
    expect(Tensor.from(Float64Array.of(0.1), [1, 1], "float32").toArray()).toEqual([[Math.fround(0.1)]]);
    expect(Tensor.from([2, 0, 1], [3], "int32").data).toEqual(Int32Array.of(2, 0, 1));
  });

  it("copies", () => {
    const array = Float64Array.of(1, 2);
    const shape = [2];
    const t = Tensor.from(array, shape);
    array[0] = 9;
    shape[0] = 9;
    expect([t.toArray(), t.shape]).toEqual([[1, 2], [2]]);
  });

  it("and toArray return what was given, in float64", () => {
    fc.assert(
      fc.property(values, ([shape, numbers]) => {
        const t = Tensor.from(numbers, shape, "float64");
        expect(Tensor.from(t.toArray(), undefined, "float64")).toEqual(t);
        expect((shape.length === 0 ? [t.toArray()] : [t.toArray()].flat(9)) as number[]).toEqual(numbers);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([
    ["rows of different lengths", [[1, 2], [3]], "SHAPE", /rows of one shape, \[2\], got \[1\] in row 1/],
    ["a number among rows", [[1], 2], "SHAPE", /rows of one shape/],
    ["a row among numbers", [1, [2]], "SHAPE", /rows of one shape/],
    ["different depths", [[[1]], [2]], "SHAPE", /rows of one shape/],
    ["nothing", [], "SHAPE", /at least 1/],
    ["empty rows", [[], []], "SHAPE", /at least 1/],
    ["a string", [1, "2"], "ARGUMENT", /a number or an array of them, got "2"/],
    ["a bigint", [1n], "ARGUMENT", /got 1n/],
    ["null", null, "ARGUMENT", /got null/],
    ["a hole", Array(2), "ARGUMENT", /got undefined/],
    ["an object", [{}], "ARGUMENT", /got an object/],
  ])("refuses %s", (_, given, code, message) => {
    expect(() => Tensor.from(given as Nested)).toThrow(refused(code, message));
  });

  it("takes typed arrays inside arrays as rows", () => {
    const rows = [Float32Array.of(1, 2), Float32Array.of(3, 4)] as unknown as Nested;
    expect(Tensor.from(rows).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => Tensor.from([Float32Array.of(1, 2), [3]] as unknown as Nested)).toThrow(refused("SHAPE", /rows of/));
  });

  it("refuses values that do not fill the shape", () => {
    expect(() => Tensor.from([1, 2, 3], [2, 2])).toThrow(refused("SHAPE", /4 numbers for \[2, 2\], got 3/));
    expect(() => Tensor.from(Float32Array.of(1, 2), [1])).toThrow(refused("SHAPE", /1 numbers for \[1\], got 2/));
  });

  it.each([0.5, NaN, Infinity, 2 ** 31, -(2 ** 31) - 1])("refuses %d as an int32", (v) => {
    expect(() => Tensor.from([v], [1], "int32")).toThrow(refused("ARGUMENT", /a 32-bit integer/));
  });
});

describe("Tensor.zeros", () => {
  it("has zeros of the type asked for", () => {
    expect(Tensor.zeros([2, 2]).data).toEqual(new Float32Array(4));
    expect(Tensor.zeros([3], "float64").data).toEqual(new Float64Array(3));
    expect(Tensor.zeros([], "int32").data).toEqual(new Int32Array(1));
  });

  it("says so where memory has no room", async () => {
    vi.resetModules();
    vi.stubGlobal("Float64Array", function full() {
      throw new RangeError("Array buffer allocation failed");
    });
    const { Tensor: Poor } = await import("../../lib/tensor.ts");
    vi.unstubAllGlobals();
    expect(() => Poor.zeros([2, 3], "float64")).toThrow(
      refused("SHAPE", /shape should be one that memory has room for, got \[2, 3\] of float64/),
    );
  });

  it.each([[0], [2, 0], [-1], [1.5], [NaN], [2 ** 31], [2 ** 16, 2 ** 15], ["2"], [undefined]])(
    "refuses the shape [%s, %s]",
    (...shape) => {
      expect(() => Tensor.zeros(shape as number[])).toThrow(refused("SHAPE", /whole sizes of at least 1/));
    },
  );

  it("refuses what is no shape and no type", () => {
    expect(() => Tensor.zeros(3 as unknown as number[])).toThrow(refused("SHAPE", /an array of sizes, got 3/));
    for (const dtype of ["float16", "toString"])
      expect(() => Tensor.zeros([1], dtype as "float32")).toThrow(refused("DTYPE", /float32, float64 or int32/));
  });
});

describe("a tensor", () => {
  it("shares its numbers with its reshaped selves, not with its clones", () => {
    fc.assert(
      fc.property(values, ([shape, numbers]) => {
        const t = Tensor.from(numbers, shape, "float64");
        const flat = t.reshape([t.size]);
        expect([flat.shape, flat.toArray()]).toEqual([[t.size], numbers]);
        expect(flat.reshape(shape)).toEqual(t);
        const copy = t.clone();
        expect(copy).toEqual(t);
        flat.data[0] = 42;
        expect(t.data[0]).toBe(42);
        expect(copy.data[0]).toBe(numbers[0]);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it("refuses a shape of another size", () => {
    expect(() => Tensor.zeros([2, 3]).reshape([5])).toThrow(refused("SHAPE", /one of 6 elements, got \[5\]/));
    expect(() => Tensor.zeros([2, 3]).reshape([-6])).toThrow(refused("SHAPE", /at least 1/));
  });

  const parts = values
    .filter(([shape]) => shape.length > 0)
    .chain(([shape, numbers]) =>
      fc.tuple(
        fc.constant(shape),
        fc.constant(numbers),
        fc.integer({ min: 0, max: shape[0] - 1 }),
        fc.integer({ min: 1, max: shape[0] }),
      ),
    );
  it("has rows, which share its numbers", () => {
    fc.assert(
      fc.property(parts, ([shape, numbers, from, to]) => {
        const t = Tensor.from(numbers, shape, "float64");
        if (from >= to) {
          expect(() => t.rows(from, to)).toThrow(refused("ARGUMENT", /not empty/));
          return;
        }
        const rows = t.rows(from, to);
        expect(rows.shape).toEqual([to - from, ...shape.slice(1)]);
        expect(rows.toArray()).toEqual((t.toArray() as Nested[]).slice(from, to));
        rows.data[0] = 42;
        expect(t.data[(from * t.size) / shape[0]]).toBe(42);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("has the same rows on the heap", () => {
    const t = Tensor.reuse(undefined, "float64", [4, 3]);
    t.data.set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const rows = t.rows(1, 4).rows(1, 2);
    expect(rows.toArray()).toEqual([[6, 7, 8]]);
    expect(rows.at).toBe(t.at + 6 * 8);
  });

  it.each([
    [0, 0],
    [1, 3],
    [-1, 1],
    [0.5, 1],
    [NaN, 1],
    [2, 1],
  ])("refuses rows %d … %d of 2", (from, to) => {
    expect(() => Tensor.zeros([2, 2]).rows(from, to)).toThrow(refused("ARGUMENT", /a part of 0 … 2, not empty/));
  });

  it("refuses rows of a scalar", () => {
    expect(() => Tensor.from(1).rows(0, 1)).toThrow(refused("ARGUMENT", /a part of 0 … 0/));
  });

  it("changes its type by rounding to nearest, to integers towards zero", () => {
    const t = Tensor.from([0.1, -2.7, 1e300], [3], "float64");
    expect(t.to("float32").toArray()).toEqual([Math.fround(0.1), Math.fround(-2.7), Infinity]);
    expect(t.rows(0, 2).to("int32").toArray()).toEqual([0, -2]);
    const same = t.to("float64");
    same.data[0] = 9;
    expect(t.data[0]).toBe(0.1);
  });

  it("gives its only number", () => {
    expect(Tensor.from([[3]]).item()).toBe(3);
    expect(() => Tensor.zeros([2]).item()).toThrow(refused("SHAPE", /a tensor of size 1, got \[2\]/));
  });

  it("says what it is", () => {
    expect(String(Tensor.zeros([2, 3], "int32"))).toBe("Tensor int32 [2, 3]");
  });
});
