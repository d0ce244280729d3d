// One deck as PDF: check-pdf.mjs OUT. It has all slides, the notes, and an outline.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inflateSync } from "node:zlib";
import { allDecks, build } from "./build.mjs";

const out = resolve(process.argv[2]);
const [deck] = allDecks();
const { made, all } = await build([deck], out, { pdf: true });
if (!all) process.exit(1);

// What a PDF says of itself may stand in compressed streams.
const raw = readFileSync(made[0].replace(/html$/, "pdf"));
const text = raw.toString("latin1");
const streams = [...text.matchAll(/stream\r?\n/g)].map(({ index, 0: { length } }) => {
  try {
    return inflateSync(raw.subarray(index + length, text.indexOf("endstream", index))).toString("latin1");
  } catch {
    return ""; // not compressed, or with something that we need not read
  }
});
const whole = [text, ...streams].join("\n");
const count = (pattern) => [...whole.matchAll(pattern)].length;

const slides = readFileSync(deck, "utf8").split(/^---$/m).length - 2;
const problems = [];
const expect = (what, seen, wanted) => seen === wanted || problems.push(`${what}: ${seen} instead of ${wanted}`);
expect("pages", count(/\/Type\s*\/Page\b/g), slides);
expect("notes", count(/\/Subtype\s*\/Text\b/g), slides);
if (count(/\/Type\s*\/Outlines\b|\/Outlines\b/g) === 0) problems.push("it has no outline");
for (const problem of problems) console.log(`${join(out, "…")}: ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);
