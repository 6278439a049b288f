import type { Configuration } from "../model/configuration.ts";
import { fromLink, toLink } from "../model/link.ts";
import { decline } from "../model/refusal.ts";

export type Mode = "train" | "step" | "compare";

/*
 * The hash of the page's URL: a configuration's link, or two of them with a dot between, and "~step" behind it where the
 * page steps through. Neither sign is a letter of links.
 */

export async function address(mode: Mode, configurations: readonly Configuration[]): Promise<string> {
  const links = await Promise.all(configurations.map((configuration) => toLink(configuration)));
  return `#${links.map((link) => link.slice(1)).join(".")}${mode === "step" ? "~step" : ""}`;
}

/** @throws PlaygroundError LINK, CONFIGURATION or LIMIT, as fromLink does */
export async function arrival(hash: string): Promise<{ mode: Mode; configurations: readonly Configuration[] }> {
  const steps = hash.endsWith("~step");
  const links = (steps ? hash.slice(0, -"~step".length) : hash).replace(/^#/, "").split(".");
  if (links.length > 2 || (steps && links.length > 1))
    decline("LINK", "A link should hold one playground, or two to compare.");
  const configurations: Configuration[] = [];
  for (const link of links) configurations.push(await fromLink(`#${link}`));
  return { mode: links.length === 2 ? "compare" : steps ? "step" : "train", configurations };
}
