// Random numbers from a generator's state, four words at `state`, which moves on: the numbers that Rng draws one by one.
import { log } from "./math";

/** Room for the bits of some draws. */
const DRAWN: usize = memory.data(1024, 16);
const ROOM = 256;

/** Writes the next n results of Rng.bits to DRAWN. The state is in local variables, which makes it several times faster. */
function draw(n: i32, state: usize): void {
  let a = load<i32>(state), b = load<i32>(state, 4), c = load<i32>(state, 8), d = load<i32>(state, 12);
  for (let p = DRAWN; n > 0; --n) {
    store<i32>(p, rotl<i32>(a + d, 7) + a);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl<i32>(d, 11);
    p += 4;
  }
  store<i32>(state, a);
  store<i32>(state, b, 4);
  store<i32>(state, c, 8);
  store<i32>(state, d, 12);
}

/** Rng.uniform(−1, 1) of two draws. */
// @ts-ignore: decorator
@inline function uniform(p: usize): f64 {
  return -1 + 2 * ((<f64>(load<u32>(p) >> 5) * 67108864 + <f64>(load<u32>(p, 4) >> 6)) / 9007199254740992);
}

/** y = v where the next 32 bits, as a number from 0 to 2³² − 1, are at least `threshold`, else 0. */
export function keep<T>(n: i32, threshold: f64, v: f64, state: usize, y: usize): void {
  const least = <u64>Math.ceil(threshold);
  // A choice between floats would be a branch, and mispredicted every other time: the bits of v are masked instead.
  const one = reinterpret<i32>(<f32>v), two = reinterpret<i64>(v);
  for (; n > 0; n -= ROOM) {
    const end = DRAWN + 4 * <usize>(n < ROOM ? n : ROOM);
    draw(n < ROOM ? n : ROOM, state);
    for (let p = DRAWN; p < end; p += 4) {
      const kept = <u64>load<u32>(p) >= least;
      if (sizeof<T>() == 4) store<i32>(y, one & -(<i32>kept));
      else store<i64>(y, two & -(<i64>kept));
      y += sizeof<T>();
    }
  }
}

/** Room for the u and r of some normal numbers, which are computed two at a time. */
const US: usize = memory.data(512, 16);
const RS: usize = memory.data(512, 16);

/** y = s times normal numbers: Rng.normal */
export function normals<T>(n: i32, s: f64, state: usize, y: usize): void {
  for (; n > 0; n -= 64) {
    const count = n < 64 ? n : 64, end = <usize>count * 8;
    for (let i: usize = 0; i < end; i += 8) {
      let u: f64, r: f64;
      do {
        draw(4, state);
        u = uniform(DRAWN);
        const v = uniform(DRAWN + 8);
        r = u * u + v * v;
      } while (!(r > 0 && r < 1));
      store<f64>(US + i, u);
      store<f64>(RS + i, r);
    }
    for (let i: usize = 0; i < end; i += 16) {
      const r = v128.load(RS + i), ln = f64x2.mul(f64x2.splat(-2), log<f64>(r));
      const v = f64x2.mul(f64x2.splat(s), f64x2.mul(v128.load(US + i), f64x2.sqrt(f64x2.div(ln, r))));
      store<T>(y, <T>f64x2.extract_lane(v, 0));
      if (i + 8 < end) store<T>(y + sizeof<T>(), <T>f64x2.extract_lane(v, 1));
      y += 2 * sizeof<T>();
    }
  }
}
