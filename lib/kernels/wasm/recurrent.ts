// Steps of recurrent layers, copies between their layouts, and the rows whose sequences have ended.
import { Sigmoid, Tanh } from "./activations";
import { flush, get, lanes, loadTail, put, storeTail } from "./common";
import { clear } from "./elementwise";
import { each } from "./loops";

/** n elements from x to y. */
function line<T>(n: i32, x: usize, y: usize): void {
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    v128.store(y, v128.load(x));
    x += 16;
    y += 16;
  }
  if (n > 0) storeTail<T>(y, loadTail<T>(x, n), n);
}

/** y[i ya + j yb + k] = x[i xa + j xb + k] for i < a, j < b, k < c; distances in elements. */
export function copyRuns<T>(a: i32, b: i32, c: i32, x: usize, xa: i32, xb: i32, y: usize, ya: i32, yb: i32): void {
  const es: usize = sizeof<T>();
  for (; a > 0; --a) {
    for (let j: usize = 0; j < <usize>b; ++j) line<T>(c, x + j * <usize>xb * es, y + j * <usize>yb * es);
    x += <usize>xa * es;
    y += <usize>ya * es;
  }
}

/** y[s, i] = x[i], lines of `cols`, where first + s ≥ lengths[i]: x [rows, cols], one line for all if `ld` is 0; 0 if x is. */
export function hold<T>(steps: i32, rows: i32, cols: i32, x: usize, ld: i32, lengths: usize, first: i32, y: usize): void {
  const es: usize = sizeof<T>();
  for (; steps > 0; --steps) {
    for (let i: usize = 0; i < <usize>rows; ++i) {
      if (first >= load<i32>(lengths + 4 * i)) {
        if (x) line<T>(cols, x + i * <usize>ld * es, y);
        else clear<T>(cols, y);
      }
      y += <usize>cols * es;
    }
    ++first;
  }
}

// @ts-ignore: decorator
@inline function add<T>(a: v128, b: v128): v128 {
  return v128.add<T>(a, b);
}
// @ts-ignore: decorator
@inline function mul<T>(a: v128, b: v128): v128 {
  return v128.mul<T>(a, b);
}
/** 1 − a */
// @ts-ignore: decorator
@inline function rest<T>(a: v128): v128 {
  return v128.sub<T>(v128.splat<T>(1), a);
}
/** a (1 − a) */
// @ts-ignore: decorator
@inline function slope<T>(a: v128): v128 {
  return mul<T>(a, rest<T>(a));
}

// Each step below has its vectors in a function of its own: `full` is a constant there, true in the loop and false for
// the tail, where m elements are left.

// @ts-ignore: decorator
@inline function rnnBack<T>(full: bool, m: i32, h: usize, relu: i32, dh: usize, a: usize): void {
  const y = get<T>(full, h, m), d = get<T>(full, dh, m);
  const g = relu ? v128.andnot(d, v128.le<T>(y, v128.splat<T>(0))) : mul<T>(d, rest<T>(mul<T>(y, y)));
  put<T>(full, a, flush<T>(g), m);
  put<T>(full, dh, v128.splat<T>(0), m);
}

/** a = dh (1 − h²), or dh where h > 0 and else 0 for `relu`; dh = 0. */
export function rnnBackward<T>(n: i32, h: usize, relu: i32, dh: usize, a: usize): void {
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    rnnBack<T>(true, n, h, relu, dh, a);
    h += 16;
    dh += 16;
    a += 16;
  }
  if (n > 0) rnnBack<T>(false, n, h, relu, dh, a);
}

// @ts-ignore: decorator
@inline function cell<T>(full: bool, m: i32, ld: usize, before: usize, s: usize): void {
  const i = get<T>(full, s, m), f = get<T>(full, s + ld, m), g = get<T>(full, s + 2 * ld, m);
  put<T>(full, s + 4 * ld, add<T>(mul<T>(f, get<T>(full, before + 4 * ld, m)), mul<T>(i, g)), m);
}

/** h = o tanh c, with tanh c in h. */
function gated<T>(n: i32, o: usize, h: usize): void {
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    v128.store(h, mul<T>(v128.load(o), v128.load(h)));
    o += 16;
    h += 16;
  }
  if (n > 0) storeTail<T>(h, mul<T>(loadTail<T>(o, n), loadTail<T>(h, n)), n);
}

/** A row of s is [i f g o c], n each: before, the gates stand there without their nonlinearities. h = o tanh c. */
export function lstmForward<T>(rows: i32, n: i32, before: usize, s: usize, h: usize): void {
  const ld = <usize>n * sizeof<T>();
  for (; rows > 0; --rows) {
    each<T, Sigmoid<T>>(2 * n, s, s);
    each<T, Tanh<T>>(n, s + 2 * ld, s + 2 * ld);
    each<T, Sigmoid<T>>(n, s + 3 * ld, s + 3 * ld);
    let m = n, j: usize = 0;
    for (; m >= lanes<T>(); m -= lanes<T>(), j += 16) cell<T>(true, m, ld, before + j, s + j);
    if (m > 0) cell<T>(false, m, ld, before + j, s + j);
    each<T, Tanh<T>>(n, s + 4 * ld, h);
    gated<T>(n, s + 3 * ld, h);
    s += 5 * ld;
    before += 5 * ld;
    h += ld;
  }
}

// @ts-ignore: decorator
@inline function lstmBack<T>(full: bool, m: i32, ld: usize, before: usize, s: usize, dc: usize, dh: usize, a: usize): void {
  const i = get<T>(full, s, m), f = get<T>(full, s + ld, m), g = get<T>(full, s + 2 * ld, m), o = get<T>(full, s + 3 * ld, m);
  const t = get<T>(full, a + 3 * ld, m), d = get<T>(full, dh, m);
  const e = add<T>(get<T>(full, dc, m), mul<T>(mul<T>(d, o), rest<T>(mul<T>(t, t))));
  put<T>(full, a, flush<T>(mul<T>(mul<T>(e, g), slope<T>(i))), m);
  put<T>(full, a + ld, flush<T>(mul<T>(mul<T>(e, get<T>(full, before + 4 * ld, m)), slope<T>(f))), m);
  put<T>(full, a + 2 * ld, flush<T>(mul<T>(mul<T>(e, i), rest<T>(mul<T>(g, g)))), m);
  put<T>(full, a + 3 * ld, flush<T>(mul<T>(mul<T>(d, t), slope<T>(o))), m);
  put<T>(full, dc, flush<T>(mul<T>(e, f)), m);
  put<T>(full, dh, v128.splat<T>(0), m);
}

/** a [rows, 4 n] = ∂E/∂(gates without their nonlinearities); dc becomes that of the step before, and dh 0. */
export function lstmBackward<T>(rows: i32, n: i32, before: usize, s: usize, dc: usize, dh: usize, a: usize): void {
  const ld = <usize>n * sizeof<T>();
  for (; rows > 0; --rows) {
    each<T, Tanh<T>>(n, s + 4 * ld, a + 3 * ld); // tanh c, until the last of the results takes its place
    let m = n, j: usize = 0;
    for (; m >= lanes<T>(); m -= lanes<T>(), j += 16) lstmBack<T>(true, m, ld, before + j, s + j, dc + j, dh + j, a + j);
    if (m > 0) lstmBack<T>(false, m, ld, before + j, s + j, dc + j, dh + j, a + j);
    s += 5 * ld;
    before += 5 * ld;
    dc += ld;
    dh += ld;
    a += 4 * ld;
  }
}

/** y += x */
function plus<T>(n: i32, x: usize, y: usize): void {
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    v128.store(y, add<T>(v128.load(y), v128.load(x)));
    x += 16;
    y += 16;
  }
  if (n > 0) storeTail<T>(y, add<T>(loadTail<T>(y, n), loadTail<T>(x, n)), n);
}

/** n += r m, and m is kept. */
// @ts-ignore: decorator
@inline function candidate<T>(full: bool, k: i32, ld: usize, m: usize, s: usize): void {
  const v = get<T>(full, m, k);
  put<T>(full, s + 2 * ld, add<T>(get<T>(full, s + 2 * ld, k), mul<T>(get<T>(full, s, k), v)), k);
  put<T>(full, s + 3 * ld, v, k);
}

/** h = (1 − z) n + z h′ */
// @ts-ignore: decorator
@inline function blend<T>(full: bool, k: i32, ld: usize, before: usize, s: usize, h: usize): void {
  const z = get<T>(full, s + ld, k);
  put<T>(full, h, add<T>(mul<T>(rest<T>(z), get<T>(full, s + 2 * ld, k)), mul<T>(z, get<T>(full, before, k))), k);
}

/** A row of s is [r z n m], n each: before, r z n have the inputs' part of the gates. u [r z m] has the state's. */
export function gruForward<T>(rows: i32, n: i32, before: usize, u: usize, s: usize, h: usize): void {
  const ld = <usize>n * sizeof<T>();
  for (; rows > 0; --rows) {
    plus<T>(2 * n, u, s);
    each<T, Sigmoid<T>>(2 * n, s, s);
    let k = n, j: usize = 0;
    for (; k >= lanes<T>(); k -= lanes<T>(), j += 16) candidate<T>(true, k, ld, u + 2 * ld + j, s + j);
    if (k > 0) candidate<T>(false, k, ld, u + 2 * ld + j, s + j);
    each<T, Tanh<T>>(n, s + 2 * ld, s + 2 * ld);
    k = n, j = 0;
    for (; k >= lanes<T>(); k -= lanes<T>(), j += 16) blend<T>(true, k, ld, before + j, s + j, h + j);
    if (k > 0) blend<T>(false, k, ld, before + j, s + j, h + j);
    s += 4 * ld;
    u += 3 * ld;
    before += ld;
    h += ld;
  }
}

// @ts-ignore: decorator
@inline function gruBack<T>(full: bool, k: i32, ld: usize, before: usize, s: usize, dh: usize, u: usize, a: usize): void {
  const r = get<T>(full, s, k), z = get<T>(full, s + ld, k), n = get<T>(full, s + 2 * ld, k), m = get<T>(full, s + 3 * ld, k);
  const d = get<T>(full, dh, k);
  const dn = flush<T>(mul<T>(mul<T>(d, rest<T>(z)), rest<T>(mul<T>(n, n))));
  const dz = flush<T>(mul<T>(mul<T>(d, v128.sub<T>(get<T>(full, before, k), n)), slope<T>(z)));
  const dr = flush<T>(mul<T>(mul<T>(dn, m), slope<T>(r)));
  put<T>(full, a, dr, k);
  put<T>(full, a + ld, dz, k);
  put<T>(full, a + 2 * ld, dn, k);
  put<T>(full, u, dr, k);
  put<T>(full, u + ld, dz, k);
  put<T>(full, u + 2 * ld, flush<T>(mul<T>(dn, r)), k);
  put<T>(full, dh, flush<T>(mul<T>(d, z)), k);
}

/** a and u [rows, 3 n] = ∂E/∂(the inputs' and the state's part of the gates); dh becomes dh z. */
export function gruBackward<T>(rows: i32, n: i32, before: usize, s: usize, dh: usize, u: usize, a: usize): void {
  const ld = <usize>n * sizeof<T>();
  for (; rows > 0; --rows) {
    let k = n, j: usize = 0;
    for (; k >= lanes<T>(); k -= lanes<T>(), j += 16) gruBack<T>(true, k, ld, before + j, s + j, dh + j, u + j, a + j);
    if (k > 0) gruBack<T>(false, k, ld, before + j, s + j, dh + j, u + j, a + j);
    s += 4 * ld;
    before += ld;
    dh += ld;
    a += 3 * ld;
    u += 3 * ld;
  }
}
