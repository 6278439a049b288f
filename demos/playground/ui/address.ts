import type { Configuration } from "../model/configuration.ts";
import { fromLink, toLink } from "../model/link.ts";
import { analyse } from "../model/analysis.ts";
import { decline, PlaygroundError } from "../model/refusal.ts";

export type Mode = "train" | "step" | "compare";

/*
 * The hash of the page's URL: a configuration's link, or two of them with a dot between, and "~step" behind it where the
 * page steps through. Neither sign is a letter of links.
 */

export async function address(mode: Mode, configurations: readonly Configuration[]): Promise<string> {
  const links = await Promise.all(configurations.map((configuration) => toLink(configuration)));
  return `#${links.map((link) => link.slice(1)).join(".")}${mode === "step" ? "~step" : ""}`;
}

/** @throws PlaygroundError as fromLink does, and what refuses a net that does not fit: nothing would be there to train */
export async function arrival(hash: string): Promise<{ mode: Mode; configurations: readonly Configuration[] }> {
  const steps = hash.endsWith("~step");
  const links = (steps ? hash.slice(0, -"~step".length) : hash).replace(/^#/, "").split(".");
  if (links.length > 2 || (steps && links.length > 1))
    decline("LINK", "A link should hold one playground, or two to compare.");
  const configurations: Configuration[] = [];
  for (const link of links) {
    const configuration = await fromLink(`#${link}`);
    const { refusal } = analyse(configuration);
    if (refusal !== undefined) throw new PlaygroundError(refusal);
    configurations.push(configuration);
  }
  return { mode: links.length === 2 ? "compare" : steps ? "step" : "train", configurations };
}
