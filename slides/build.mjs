// Makes the decks: build.mjs OUT [--pdf] [DECK…]
//
// A deck is slides/CHAPTER/deck.md; deck.ko.md beside it is the same in Korean. Each becomes OUT/CHAPTER.html (OUT/CHAPTER.ko.html),
// with --pdf also a PDF with notes and outline. The runs of its figures are made first, by IPCLAB_CHAPTERS_CHECK (which wants
// IPCLAB_CHAPTERS and IPCLAB_PROGRAM). Exit status 77: runs cannot be made on this machine.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { aboutDeck, figuresOf, refused } from "./from-files.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { marpCli } = createRequire(join(here, "..", "docs", "package.json"))("@marp-team/marp-cli");

export function allDecks() {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => readdirSync(join(here, entry.name)).map((name) => join(here, entry.name, name)))
    .filter((file) => /^deck(\.[a-z]+)?\.md$/.test(basename(file)))
    .sort();
}

// "02-message-queues", "02-message-queues.ko"
const nameOf = (deck) => basename(dirname(deck)) + basename(deck).slice("deck".length, -".md".length);

function record(decks, runs) {
  const wanted = new Set();
  for (const deck of decks) {
    const source = readFileSync(deck, "utf8");
    for (const figure of figuresOf(source)) {
      const run = join(here, "..", "chapters", aboutDeck(source).chapter, figure.replace(".figure.txt", ".txt"));
      if (existsSync(run)) wanted.add(run); // else from-files.mjs says where it is missing
    }
  }
  if (wanted.size === 0) return;
  const recorded = spawnSync(process.env.IPCLAB_CHAPTERS_CHECK, ["record", runs, ...wanted], { stdio: "inherit" });
  if (recorded.status === 77) process.exit(77);
  if (recorded.status !== 0) {
    console.log("The runs of the figures could not be made; the reason is above.");
    process.exit(1);
  }
}

// True where Marp has made the file. What from-files.mjs has refused is said in our own words, all else in Marp's.
async function make(deck, file, more) {
  refused.length = 0;
  try {
    const status = await marpCli(["--config-file", join(here, "marp.config.mjs"), ...more, deck, "-o", file]);
    if (status === 0) return true;
    console.log(`${nameOf(deck)}: the deck cannot be made; the reason is above`);
  } catch (error) {
    console.log(`${nameOf(deck)}: ${refused[0] ?? error.message}`);
  }
  return false;
}

// The pages that were made, and whether all were. Where one cannot be, the others still are.
export async function build(decks, out, { pdf = false } = {}) {
  mkdirSync(out, { recursive: true });
  process.env.IPCLAB_RUNS = join(out, "runs");
  record(decks, process.env.IPCLAB_RUNS);
  const made = [];
  let all = true;
  for (const deck of decks) {
    const page = join(out, `${nameOf(deck)}.html`);
    if (!(await make(deck, page, []))) all = false;
    else if (pdf && !(await make(deck, page.replace(/html$/, "pdf"), ["--pdf-notes", "--pdf-outlines"]))) all = false;
    else made.push(page);
  }
  return { made, all };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const [out, ...decks] = words.filter((word) => word !== "--pdf").map((word) => resolve(word));
  const { all } = await build(decks.length > 0 ? decks : allDecks(), out, { pdf: words.includes("--pdf") });
  process.exit(all ? 0 : 1);
}
