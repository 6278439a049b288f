import { expect, it } from "vitest";
import { oneHot, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

it("oneHot is 1 at the class and 0 elsewhere, in a new last axis", () => {
  const t = Tensor.from([2, 0], [2], "int32");
  expect(oneHot(t).toArray()).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ]);
  expect(oneHot(t.reshape([2, 1]), 4, "float64").toArray()).toEqual([[[0, 0, 1, 0]], [[1, 0, 0, 0]]]);
  expect(oneHot(t, 3, "int32").dtype).toBe("int32");
  expect(refusal(() => oneHot(Tensor.from([1])))).toMatchObject({ code: "DTYPE", path: "oneHot" });
  expect(refusal(() => oneHot(t, 2))).toMatchObject({ code: "ARGUMENT", got: "2 at index 0" });
  expect(refusal(() => oneHot(Tensor.from([-1], [1], "int32")))).toMatchObject({ code: "ARGUMENT" });
  expect(refusal(() => oneHot(t, 0))).toMatchObject({ code: "ARGUMENT", what: "numClasses" });
});
