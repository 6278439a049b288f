import { computed, effect, signal } from "@preact/signals";
import type { Theme } from "./colours.ts";

const system = window.matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(system.matches);
system.addEventListener("change", ({ matches }) => (systemDark.value = matches));

/** What the reader chose, if anything; otherwise the page is as the system is. */
const chosen = signal<Theme | undefined>(remembered());

export const theme = computed<Theme>(() => chosen.value ?? (systemDark.value ? "dark" : "light"));

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

export function toggleTheme(): void {
  chosen.value = theme.value === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("fprop.theme", chosen.value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function remembered(): Theme | undefined {
  try {
    const kept = localStorage.getItem("fprop.theme");
    return kept === "light" || kept === "dark" ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the reader wants nothing to move by itself. */
export const calm = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
