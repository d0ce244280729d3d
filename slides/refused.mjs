// Decks with one mistake each: refused.mjs OUT. Each must be refused, and with words that help.

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const out = resolve(process.argv[2]);

const notes = "<!--\nWords for the speaker, of which there must be some on every slide.\n-->";
const deck = (first, filling = 10) =>
  `---\nmarp: true\ntheme: ipclab\nlang: en\nchapter: 02-message-queues\ntitle: A deck\n---\n\n${first}\n${`\n---\n\n## Another\n\n${notes}\n`.repeat(filling)}`;
const slide = (content) => deck(`## First\n\n${content}\n\n${notes}`);

// What stops the making of a deck, and what only a browser can see.
const cases = [
  ["good", slide("<!-- code: sender.cpp send -->"), null],
  ["wrong-label", slide("<!-- code: sender.cpp sent -->"), /line 11: sender\.cpp does not have the line "\/\/ \[sent\]" twice/],
  ["missing-file", slide("<!-- code: postman.cpp send -->"), /there is no file .*postman\.cpp/],
  ["missing-run", slide("<!-- session: runs/never.txt -->"), /there is no file .*runs\/never\.txt/],
  ["missing-figure", slide("<!-- figure: runs/lowest_first.figure.txt -->"), /there is no figure .*lowest_first\.figure\.txt/],
  ["missing-event", slide("<!-- figure: runs/first.figure.txt | from semop -->"), /no event of this run is told with "semop"/],
  ["missing-line", slide("<!-- session: runs/first.txt | from goodbye -->"), /no line has "goodbye"/],
  ["misspelt", slide("<!-- sesion: runs/first.txt -->"), /nobody knows how to show "sesion"/],
  ["missing-lab", slide("<!-- labs: 02-message-queues/9-no-such-lab -->"), /there is no file .*9-no-such-lab/],
  ["unknown-rule", slide("`../../ipclab explain bad-luck`"), /there is no rule bad-luck to explain/],
  ["unknown-program", slide("Type `./senderr letters.key`."), /there is no program senderr in chapters\/02-message-queues/],
  ["typed-output", slide("```console\n$ ./sender\nhello\n```"), /what is shown comes from a file/],
  ["unknown-command", slide("```sh\n./sender --fast\n```"), /README\.md does not have the command "\.\/sender --fast"/],
  ["overflow", slide("<!-- code: server.cpp -->"), /sticks out below by \d+ px/],
  ["too-wide", slide('<p style="white-space: nowrap">' + "wide ".repeat(40) + "</p>"), /sticks out at the side by \d+ px/],
  ["small-text", slide('<p style="font-size: 16px">These letters are small.</p>'), /with 16\.0 px, is smaller than 17 px/],
  ["small-figure", slide("<!-- figure: runs/first.figure.txt | scale 1.2 | to msgsnd -->"), /with 13\.9 px, is smaller than 17 px/],
  ["no-notes", deck("## First"), /slide 1 \(First\): it has no notes/],
  ["too-short", deck(`## First\n\n${notes}`, 3), /4 slides; a lecture has 10 to 20/],
];

mkdirSync(out, { recursive: true });
const check = fileURLToPath(new URL("check.mjs", import.meta.url));
const folder = (name) => join(out, name);
for (const [name, text] of cases) {
  mkdirSync(folder(name), { recursive: true });
  writeFileSync(join(folder(name), "deck.md"), text);
}
const decks = cases.map(([name]) => join(folder(name), "deck.md"));
const run = spawnSync(process.execPath, [check, join(out, "made"), ...decks], { encoding: "utf8" });
if (run.status === 77) {
  console.log(run.stdout);
  process.exit(77);
}
const said = `${run.stdout}\n${run.stderr}`.split("\n");
let good = true;
for (const [name, , expected] of cases) {
  const about = said.filter((line) => line.startsWith(`${name}:`) || line.startsWith(`${name}.html:`));
  const right = expected === null ? about.length === 0 : about.some((line) => expected.test(line));
  if (right) continue;
  good = false;
  console.log(`${name}: expected ${expected ?? "nothing"}, and it said:\n  ${about.join("\n  ") || "nothing"}`);
}
if (!good) console.log(`\nAll that it said:\n${said.join("\n")}`);
process.exit(good ? 0 : 1);
