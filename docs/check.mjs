// Looks at the site in a browser, as readers do: with-node.sh check.mjs SITE [IPCLAB [SCREENSHOTS]]
//
// Over every kind of page, light and dark, on a desktop and on a phone: no violation that axe finds, nothing wider than the window,
// no error in the console. Then what can be done with keys: the search, the contents, copying; and, where IPCLAB is given, stepping
// through a run on the page of `ipclab trace --html`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [, , site, ipclab, screenshots] = process.argv;

// One of each kind.
const kinds = [
  'index', 'chapters-01-keys', 'chapters-errno-atlas', 'labs', 'labs-02-message-queues-1-sender-receiver', 'grader-rules-deadlock',
  'grader-src-course-lab-toml', 'chapters-02-message-queues-sender-cpp', 'chapters-02-message-queues-runs-first-txt', 'annotated', 'files',
  'structipclab_1_1trace_1_1Trace', 'classipclab_1_1engine_1_1Engine', 'picture_8h',
];
// More of these, with wide tables and long words: that they fit and do not complain is enough.
const more = [
  'chapters-00-why-ipc', 'chapters-02-message-queues', 'chapters-03-shared-memory', 'chapters-04-semaphores', 'chapters-coverage',
  'chapters-what-the-sources-have-wrong', 'labs-05-capstone-1-print-spooler', 'grader-rules', 'docs-how-the-grader-works', 'contributing',
  'grader-src-judge-verdict-json', 'license', 'namespaces', 'namespaceipclab_1_1report',
];
// Dark differs from light in colours only, and on a phone these are the same as on a desktop.
const ways = [
  { name: 'desktop-light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'desktop-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark', axeOptions: { runOnly: ['color-contrast'] } },
  { name: 'phone-light', viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true, axeOptions: null },
];

// In milliseconds: long enough for a machine with much else to do, and short enough to say what did not come before ctest's own ends us.
const patience = 300_000;

const problems = [];
const problem = text => { problems.push(text); console.log(text); };

// There is no sandbox for root, nor in most containers; what is shown is our own.
const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ['--no-sandbox'], timeout: patience });
const place = mkdtempSync(join(tmpdir(), 'ipclab-site-'));

// Opens a page in a window of its own, and hears what it complains of.
async function open(context, address, name) {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.on('console', message => { if (message.type() === 'error') problem(`${name}: ${message.text()}`); });
  page.on('pageerror', error => problem(`${name}: ${error.message}`));
  await page.goto(address);
  return page;
}

// `options` are axe's; null: without it.
async function look(page, name, options = {}) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) problem(`${name}: ${wide} pixels wider than the window`);
  if (screenshots) await page.screenshot({ path: join(screenshots, name.replace(/[^\w-]/g, '_') + '.png') });
  if (!options) return;
  await page.evaluate(axe);
  const { violations } = await page.evaluate(options => globalThis.axe.run(document, options), { resultTypes: ['violations'], preload: false, ...options });
  for (const { id, help, nodes } of violations)
    problem(`${name}: axe: ${id}: ${help}\n    ${nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' at ' + node.target).join('\n    ')}${nodes.length > 3 ? `\n    and ${nodes.length - 3} more` : ''}`);
}

const address = name => pathToFileURL(resolve(site, name)).href;

async function everyKind() {
  for (const { name, axeOptions, ...way } of ways) {
    const context = await browser.newContext(way);
    for (const kind of kinds) {
      const page = await open(context, address(kind + '.html'), `${kind} ${name}`);
      await look(page, `${kind} ${name}`, axeOptions);
      await page.close();
    }
    for (const kind of way.colorScheme === 'dark' ? [] : more) {
      const page = await open(context, address(kind + '.html'), `${kind} ${name}`);
      await look(page, `${kind} ${name}`, null);
      await page.close();
    }
    await context.close();
  }
}

// A fact that must hold; the text says what it is good for.
async function holds(what, check) {
  try {
    assert.ok(await check());
  } catch (error) {
    problem(`not so: ${what}${error.code === 'ERR_ASSERTION' ? '' : ': ' + error.message}`);
  }
}

async function byKeyboard() {
  const context = await browser.newContext({ ...ways[0], permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await open(context, address('grader-rules-deadlock.html'), 'by keyboard');
  const focused = () => page.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.id);
  await page.keyboard.press('Tab');
  await holds('the first Tab leads to the link past the contents', async () => await focused() === 'Skip to the text');
  await page.keyboard.press('Enter');
  await holds('and that to the text', async () => await page.evaluate(() => document.activeElement.id === 'main'));

  // What stands only in the text of a chapter, in two words that are parts of others.
  await page.keyboard.press('/');
  await page.keyboard.type('asleep witho');
  await page.waitForSelector('.results a');
  await holds('the search finds words of the text', async () => /Chapter 2/.test(await page.locator('.results a').first().textContent()));
  await look(page, 'the search, open');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/chapters-02-message-queues\.html#chapters-02-message-queues-a-sender-and-a-receiver$/); // the section
  await page.keyboard.press('/');
  await page.locator('#search').fill('no such words anywhere');
  await page.locator('.search [role=status]', { hasText: 'Nothing found' }).waitFor({ state: 'attached' });
  await page.keyboard.press('Escape');
  await holds('Escape closes it', async () => await page.locator('.results').isHidden());

  await page.goto(address('chapters-02-message-queues.html'));
  await page.locator('figure.session button').first().focus();
  await page.keyboard.press('Enter');
  await holds('of a session what was typed is copied', async () =>
    (await page.evaluate(() => navigator.clipboard.readText())).startsWith('touch letters.key\n./receiver letters.key 0 last\n./sender'));

  await page.locator('button.theme').focus();
  await page.keyboard.press('Enter');
  const dark = () => page.evaluate(() => document.documentElement.classList.contains('dark-mode'));
  await holds('the button makes it dark', dark);
  await page.locator('nav.neighbours .next').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/chapters-03/);
  await holds('the next page is the next chapter, and as dark', dark);
  await holds('the contents show where one is', async () => /Chapter 3/.test(await page.locator('#contents [aria-current=page]').textContent()));
  await context.close();

  const phone = await browser.newContext(ways[2]);
  const small = await open(phone, address('index.html'), 'contents on a phone');
  await holds('on a phone the contents are closed', async () => await small.locator('#contents').isHidden());
  await small.locator('button.menu').press('Enter');
  await holds('and a button opens them', async () => await small.locator('#contents').isVisible());
  await look(small, 'the contents, on a phone');
  await phone.close();
}

async function throughARun() {
  const file = join(place, 'run.html');
  const program = '$queue = msgget(0, 01600); msgsnd($queue, pack("l! a*", 3, "first"), 0); msgsnd($queue, pack("l! a*", 5, "second"), 0);' +
    'msgrcv($queue, $got, 100, 5, 0); msgctl($queue, 0, 0);';
  const ran = spawnSync(resolve(ipclab), ['trace', '--html', file, '--', 'perl', '-e', program], { cwd: place, encoding: 'utf8' });
  if (ran.status !== 0) return problem(`ipclab trace: ${ran.stderr}`);
  for (const { name, axeOptions, ...way } of ways) {
    const context = await browser.newContext(way);
    const page = await open(context, pathToFileURL(file).href, `run ${name}`);
    await look(page, `run ${name}`, axeOptions);
    const ids = await page.locator('.picture g.e').evaluateAll(events => events.map(event => event.id));
    const now = () => page.evaluate(() => document.querySelector('.picture .now').id);
    const object = () => page.locator('.object').allTextContents();
    await holds(`${name}: it opens at the first event`, async () => await now() === ids[0]);
    await holds(`${name}: the event that is shown has letters as large as the others`, async () => await page.evaluate(() => {
      const size = selectors => getComputedStyle(document.querySelector(selectors)).fontSize;
      return size('.picture .now text') === size('.picture g.e:not(.now) text');
    }));
    const seen = [];
    for (const id of ids) {
      if (await now() !== id) problem(`${name}: event ${id} is not where the right arrow key leads`);
      seen.push((await object()).join());
      await page.keyboard.press('ArrowRight');
    }
    await holds(`${name}: messages come into the queue and leave it`, () => /first/.test(seen.join()) && seen.some(text => /first.*second/s.test(text)) && !/second/.test(seen.at(-2)));
    for (let at = ids.length - 1; at >= 0; --at) {
      if ((await object()).join() !== seen[at]) problem(`${name}: back at ${ids[at]} it is not as it was`);
      await page.keyboard.press('ArrowLeft');
    }
    await page.keyboard.press('End');
    await holds(`${name}: End leads to the last event`, async () => await now() === ids.at(-1));
    await page.waitForURL('**#' + ids.at(-1)); // the address names it
    await holds(`${name}: what is shown is to be seen`, async () => await page.evaluate(() => {
      const box = document.querySelector('.picture'), event = document.querySelector('.picture .now .b');
      const outer = box.getBoundingClientRect(), inner = event.getBoundingClientRect();
      return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    }));
    await page.keyboard.press('Home');
    await holds(`${name}: and Home to the first`, async () => await now() === ids[0]);
    await context.close();
  }
}

try {
  await everyKind();
  await byKeyboard();
  if (ipclab) await throughARun();
} finally {
  await browser.close();
  rmSync(place, { recursive: true, force: true });
}
console.log(problems.length ? `${problems.length} problems` : 'all is well');
process.exitCode = problems.length ? 1 : 0;
