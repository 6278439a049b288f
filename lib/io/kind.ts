import { describe } from "../errors.ts";
import type { AnyModule } from "../module.ts";
import type { Form, Reader } from "./forms.ts";
import { checkKeys, isObject, wrong } from "./json.ts";

// oxlint-disable-next-line no-explicit-any -- constructors of whatever arguments, of which the forms are the types
type Arguments = any[];

/** Options by name. */
export type Options = Readonly<Record<string, Form>>;

/** How modules of one class are said as data, and made of it. */
export interface Kind {
  readonly name: string;
  readonly of: abstract new (...args: never) => AnyModule;
  /** The arguments of an instance. */
  readonly argsOf: (module: AnyModule) => readonly unknown[];
  /** The arguments that JSON has at a place. */
  readonly read: (args: unknown, place: string, reader: Reader) => readonly unknown[];
  readonly make: (...args: readonly unknown[]) => AnyModule;
  readonly numbers: (...args: readonly unknown[]) => number;
  readonly modules: (...args: readonly unknown[]) => number;
}

/**
 * A kind of modules: its name, its class, what the arguments of the constructor may be, and those of an instance. Options
 * stand last, in an object; one that is `undefined` is left out.
 *
 *     kind("Swish", Swish, [number, { bias: flag }], (m) => [m.size, { bias: m.bias !== undefined }])
 *
 * `make` is for constructors that take something else. `numbers` says how many numbers the largest parameters of a
 * module of these arguments have, about, and never more than all have; `modules` how many more modules it makes: by these a
 * file is refused that would have memory taken for what is not in it.
 */
export function kind<M extends AnyModule>(
  name: string,
  of: new (...args: Arguments) => M,
  forms: readonly (Form | Options)[],
  argsOf: (module: M) => readonly unknown[],
  more: {
    make?: (...args: Arguments) => M;
    numbers?: (...args: Arguments) => number;
    modules?: (...args: Arguments) => number;
  } = {},
): Kind {
  const { make = (...args): M => new of(...args), numbers = () => 0, modules = () => 0 } = more;
  return {
    name,
    of,
    argsOf: argsOf as Kind["argsOf"],
    read: (args, place, reader) => readArguments(forms, args, place, reader),
    make,
    numbers,
    modules,
  };
}

const isForm = (form: Form | Options): form is Form => typeof form.read === "function";

function readArguments(
  forms: readonly (Form | Options)[],
  args: unknown,
  place: string,
  reader: Reader,
): readonly unknown[] {
  if (!Array.isArray(args)) wrong(place, "args", "an array", describe(args));
  const options = forms.find((form): form is Options => !isForm(form));
  const places = forms.filter(isForm);
  const last = places.at(-1);
  const open = last?.rest === true;
  // Behind the arguments of a rest only options have no kind.
  const behind: unknown = args.at(-1);
  const given = options !== undefined && (!open || (isObject(behind) && !Object.hasOwn(behind, "kind")));
  const plain = given ? args.slice(0, -1) : args;
  const least = open ? places.length - 1 : places.length;
  if (open ? plain.length < least : args.length !== forms.length)
    wrong(place, "args", open ? `at least ${least}` : `${forms.length} of them`, `${args.length}`);
  const read = plain.map((arg, i) => (places[i] ?? last!).read(arg, `${place}.args[${i}]`, reader));
  if (!given) return read;
  const where = `${place}.args[${plain.length}]`;
  const names = Object.entries(options).map(([key, form]) => (form.optional === true ? `${key}?` : key));
  checkKeys(behind, where, "options", names);
  const values = Object.entries(behind).map(([key, value]) => [
    key,
    options[key].read(value, `${where}.${key}`, reader),
  ]);
  return [...read, Object.fromEntries(values)];
}
