import { describe, expect, it } from "vitest";
import { Linear, PolynomialFeatures, Sequential, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("PolynomialFeatures", () => {
  it("gives the products by degree, within one as the inputs are", () => {
    const x = Tensor.from([
      [2, 3],
      [-1, 5],
    ]);
    expect(new PolynomialFeatures(1).fprop(x).toArray()).toEqual(x.toArray());
    expect(new PolynomialFeatures(3).fprop(x).toArray()).toEqual([
      [2, 3, 4, 6, 9, 8, 12, 18, 27],
      [-1, 5, 1, -5, 25, -1, 5, -25, 125],
    ]);
    expect(new PolynomialFeatures(2).fprop(Tensor.from([[2, 3, 5]])).toArray()).toEqual([
      [2, 3, 5, 4, 6, 10, 9, 15, 25],
    ]);
  });

  it("knows how many there are: (n + degree)! / (n! degree!) − 1", () => {
    const counts = [1, 2, 3, 4].map((degree) =>
      [1, 2, 3, 10].map((n) => {
        const phi = new PolynomialFeatures(degree);
        expect(phi.fprop(Tensor.zeros([1, n])).shape).toEqual([1, phi.outFeatures(n)]);
        return phi.outFeatures(n);
      }),
    );
    expect(counts).toEqual([
      [1, 2, 3, 10],
      [2, 5, 9, 65],
      [3, 9, 19, 285],
      [4, 14, 34, 1000],
    ]);
  });

  it("follows inputs of another width", () => {
    const phi = new PolynomialFeatures(2);
    for (const row of [[3], [1, 2], [3, 4], [5]]) {
      const fresh = new PolynomialFeatures(2).fprop(Tensor.from([row])).toArray();
      expect(phi.fprop(Tensor.from([row])).toArray()).toEqual(fresh);
    }
  });

  it("refuses a degree that is none, and more products than anyone can want, before it makes them", () => {
    for (const degree of [0, -1, 1.5, NaN])
      expect(refusal(() => new PolynomialFeatures(degree))).toMatchObject({ code: "ARGUMENT", what: "degree" });
    const net = new Sequential(new PolynomialFeatures(20), new Linear(3, 1));
    const error = refusal(() => net.fprop(Tensor.zeros([1, 100])));
    expect(error.message).toBe(
      "net.0.PolynomialFeatures(degree 20): x should be of at most 1048576 products, got 100 inputs",
    );
    expect(error.code).toBe("SHAPE");
  });
});
