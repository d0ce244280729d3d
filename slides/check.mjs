// Looks at the decks in a browser: check.mjs OUT [DECK…]. It makes them first, into OUT.
//
// On every slide: nothing sticks out, no text is smaller than 17 px (of the slide's 1280 x 720), and it has notes for the speaker.
// A deck has 10 to 20 slides, and says nothing on the console. Exit status 77: it cannot be tried here.

import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { allDecks, build } from "./build.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { chromium } = createRequire(join(here, "..", "docs", "package.json"))("playwright-core");

const fewest = 10;
const most = 20;

// In milliseconds: long enough for a machine with much else to do.
const patience = 300_000;

// In the page: what is wrong with each slide.
function problemsOfSlides() {
  const smallest = 17;
  const problems = [];
  const slides = [...document.querySelectorAll("section[data-marpit-pagination], section[id]")];
  slides.forEach((slide, at) => {
    const outer = slide.getBoundingClientRect();
    const unit = outer.width / 1280; // a slide's px, in those of the window
    const name = `slide ${at + 1} (${slide.querySelector("h1, h2")?.textContent ?? "no heading"})`;
    const complain = (what) => problems.push(`${name}: ${what}`);
    const short = (text) => JSON.stringify(text.trim().slice(0, 40));
    // Of many that stick out, the one that does it most.
    const worst = new Map();
    const note = (what, by, who) => {
      if (by > 1 && by > (worst.get(what)?.by ?? 0)) worst.set(what, { by, who });
    };

    // Room for a text is the slide without its padding; footer and number stand below.
    const style = getComputedStyle(slide);
    const room = {
      left: outer.left + parseFloat(style.paddingLeft) * unit,
      right: outer.right - parseFloat(style.paddingRight) * unit,
      bottom: outer.bottom - parseFloat(style.paddingBottom) * unit,
    };
    const measure = (box, who) => {
      note("at the side", Math.max(box.right - room.right, room.left - box.left) / unit, who);
      note("below", (box.bottom - room.bottom) / unit, who);
    };
    const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const element = text.parentElement;
      if (text.data.trim() === "" || element.closest("title, style, .bespoke-marp-note")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      // In a picture, letters are as large as it is drawn.
      const svg = element.closest("svg.run-picture, .picture svg");
      const scale = svg === null ? 1 : svg.getBoundingClientRect().width / svg.viewBox.baseVal.width / unit;
      const size = parseFloat(getComputedStyle(element).fontSize) * scale;
      if (size < smallest) note("is too small", smallest - size + 1, `${short(text.data)}, with ${size.toFixed(1)} px,`);
      if (!element.closest("header, footer")) measure(box, short(text.data));
    }
    for (const element of slide.querySelectorAll("pre, table, .picture svg")) measure(element.getBoundingClientRect(), `a ${element.localName}`);
    // A run is shown as it came: a line of it may not go on in the next one.
    for (const line of slide.querySelectorAll(".session .line")) {
      const lines = Math.round(line.getBoundingClientRect().height / unit / parseFloat(getComputedStyle(line).lineHeight));
      if (lines > 1) complain(`${short(line.textContent)} needs ${lines} lines`);
    }
    for (const [what, { by, who }] of worst)
      complain(what === "is too small" ? `${who} is smaller than ${smallest} px` : `${who} sticks out ${what} by ${Math.ceil(by)} px`);
    const [heading, kind] = ["h1, h2", "header"].map((what) => slide.querySelector(what)?.getBoundingClientRect());
    if (heading && kind && kind.width > 0) {
      const words = document.createRange();
      words.selectNodeContents(slide.querySelector("h1, h2"));
      if (words.getBoundingClientRect().right > kind.left && heading.top < kind.bottom) complain("heading and header meet");
    }
    const notes = document.querySelector(`.bespoke-marp-note[data-index="${at}"]`);
    if ((notes?.textContent ?? "").trim().length < 40) complain("it has no notes for the speaker");
    if (slide.querySelector("h1, h2") === null) complain("it has no heading");
  });
  return { count: slides.length, problems };
}

async function look(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.setDefaultTimeout(patience);
  const problems = [];
  page.on("console", (message) => message.type() === "error" && problems.push(`the console says: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`a script fails: ${error.message}`));
  page.on("request", (request) => /^(https?|ws):/.test(request.url()) && problems.push(`it wants ${request.url()}`));
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => document.fonts.ready);
  const found = await page.evaluate(problemsOfSlides);
  if (found.count < fewest || found.count > most) problems.push(`${found.count} slides; a lecture has ${fewest} to ${most}`);
  if (!(await page.evaluate(() => document.documentElement.lang))) problems.push("its language is not said");
  // What is to be revealed is hidden until the next press.
  const hidden = await page.evaluate(() => {
    const slide = document.querySelector("[data-marpit-fragment]")?.closest("svg.bespoke-marp-slide");
    if (!slide) return null;
    const at = [...document.querySelectorAll("svg.bespoke-marp-slide")].indexOf(slide) + 1;
    location.hash = `#${at}`;
    return at;
  });
  if (hidden !== null) {
    await page.waitForFunction((at) => document.querySelectorAll("svg.bespoke-marp-slide")[at - 1].classList.contains("bespoke-marp-active"), hidden);
    const seen = () => page.locator("svg.bespoke-marp-active [data-marpit-fragment]").first().evaluate((element) => getComputedStyle(element).visibility);
    if ((await seen()) !== "hidden") problems.push(`slide ${hidden}: the answer is there before anybody was asked`);
    await page.keyboard.press("ArrowRight");
    if ((await seen()) !== "visible") problems.push(`slide ${hidden}: the answer does not come`);
  }
  await page.close();
  return [...problems, ...found.problems];
}

const [out, ...decks] = process.argv.slice(2).map((word) => resolve(word));
const { made, all } = await build(decks.length > 0 ? decks : allDecks(), out);
let good = all;
const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--no-sandbox"], timeout: patience });
for (const file of made) {
  const problems = await look(browser, file);
  for (const problem of problems) console.log(`${basename(file)}: ${problem}`);
  good = good && problems.length === 0;
}
await browser.close();
process.exit(good ? 0 : 1);
