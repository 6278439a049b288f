// The page of the lecture: every topic with its picture and its numbers, as the programs beside this one left them.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

interface Topic {
  readonly name: string;
  readonly slides: string;
  readonly title: string;
  readonly says: string;
}

const topics: readonly Topic[] = [
  {
    name: "perceptron",
    slides: "3 to 6",
    title: "Perceptrons",
    says: "One linear unit learns a line by leaving, adding and subtracting, and every separable problem is learned after finitely many mistakes. XOR is not separable; on fixed basis functions φ(x) it is.",
  },
  {
    name: "fourways",
    slides: "12 to 34",
    title: "Four ways to a gradient",
    says: "Adding up paths, nudging weights, backpropagation, and differentiating the graph find the same numbers. What they cost differs by orders of magnitude.",
  },
  {
    name: "batches",
    slides: "8, 24 to 26",
    title: "Batches",
    says: "Layer by layer, a whole batch at once: the passes are products of matrices, and a matrix that was fetched is used for every row.",
  },
  {
    name: "beyond",
    slides: "27",
    title: "Beyond layer after layer",
    says: "A skip connection adds, and so its gradient passes. A recurrent net is a deep one whose layers share their weights, and its gradient shrinks or grows with every step.",
  },
  {
    name: "graphs",
    slides: "28 to 34",
    title: "Computational graphs",
    says: "Each node knows the derivative of its own operation, and adds up what arrives. Forwards that answers for one input, backwards for one output; no edge is walked twice.",
  },
  {
    name: "nonlinearities",
    slides: "38 to 40",
    title: "Nonlinearities",
    says: "What bends a net, and the slope that learning has to pass through.",
  },
  {
    name: "losses",
    slides: "7, 42 to 44",
    title: "Losses",
    says: "How much each minds a wrong answer, and how hard it pulls.",
  },
  {
    name: "saturation",
    slides: "42",
    title: "Why no squares on a sigmoid",
    says: "Where a sigmoid is confidently wrong it is flat, and the squared error lets it stay there. Cross-entropy divides by just that slope.",
  },
  {
    name: "softmax",
    slides: "37, 44",
    title: "Softmax done right",
    says: "Taking the largest activation off changes no share, and nothing overflows any more.",
  },
];

const folder = resolve(".cache/lecture");
const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const shown = topics.filter(({ name }) => existsSync(`${folder}/${name}.svg`));
const sections = shown.map(
  ({ name, slides, title, says }) => `<section id="${name}">
<h2>${title}</h2>
<p class="slides">Slides ${slides} · <code>demos/lecture/${name}.ts</code></p>
<p>${escaped(says)}</p>
<a class="picture" href="${name}.svg"><img src="${name}.svg" alt="${escaped(title)}: the picture that the program draws"></a>
<details><summary>What the program prints</summary><pre tabindex="0">${escaped(readFileSync(`${folder}/${name}.txt`, "utf8").trim())}</pre></details>
</section>`,
);
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>fprop: the lecture</title>
<style>
:root{--page:#f5f6f9;--text:#1a2233;--soft:#5b667a;--line:#dfe3ea;--ground:#fff;--link:#2456c4}
@media (prefers-color-scheme:dark){:root{--page:#0f131d;--text:#e8ecf4;--soft:#9aa7bd;--line:#2b3548;--ground:#151b29;--link:#8fb1ff}}
body{margin:0 auto;max-width:76rem;padding:2rem 1.25rem 4rem;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
h1{font-size:1.9rem;margin:0 0 .25rem}h2{font-size:1.35rem;margin:0}
nav{display:flex;flex-wrap:wrap;gap:.4rem 1.1rem;margin:1.25rem 0 2.5rem}
a{color:var(--link)}section{border-top:1px solid var(--line);padding:1.75rem 0}
p{max-width:46rem;margin:.5rem 0}.slides{color:var(--soft);margin:.1rem 0 .6rem}
.picture{display:block;margin:1.1rem 0}img{display:block;max-width:100%;height:auto;border-radius:12px}
img[src="graphs.svg"]{background:#fff;padding:1rem;box-sizing:border-box}
summary{cursor:pointer;color:var(--soft)}
pre{overflow:auto;background:var(--ground);border:1px solid var(--line);border-radius:10px;padding:1rem;font:.82rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
</style>
</head>
<body>
<h1>The lecture, in programs</h1>
<p>Each topic is a short program that prints its numbers and draws its picture. Everything here was computed by
<code>npm run lecture</code>.</p>
<nav aria-label="Topics">
${shown.map(({ name, title }) => `<a href="#${name}">${title}</a>`).join("\n")}
</nav>
<main>
${sections.join("\n")}
</main>
</body>
</html>
`;
writeFileSync(`${folder}/index.html`, page);
console.log(`Page: ${folder}/index.html`);
