'use strict';
// Steps through pages by keyboard, as a reader does: node by_keyboard.js IPCLAB. The pages are those of real runs.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { open } = require('./document.js');

const [, , ipclab] = process.argv;
const place = mkdtempSync(join(tmpdir(), 'ipclab-page-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));

const pageOf = (...words) => {
  const file = join(place, 'run.html');
  const ran = spawnSync(ipclab, [words[0], '--html', file, '--', ...words.slice(1)], { cwd: place, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  assert.ok(ran.status === 0 || ran.status === 1, ran.stderr);
  return readFileSync(file, 'utf8');
};
const text = (page, selectors) => page.root.querySelectorAll(selectors).map(node => node.textContent).join('\n');
const now = page => page.root.querySelector('.picture .now').id;

// A queue is filled and emptied, a semaphore raised.
const work = pageOf('trace', 'perl', '-e', `
  $queue = msgget(0, 01600); $set = semget(0, 2, 01600);
  msgsnd($queue, pack("l! a*", 3, "first"), 0); msgsnd($queue, pack("l! a*", 5, "<b>second</b>"), 0);
  semop($set, pack("s3", 1, 1, 0));
  msgrcv($queue, $got, 100, 5, 0); msgctl($queue, 0, 0); semctl($set, 0, 0, 0);`);
const ids = [...work.matchAll(/<g id="(r0e\d+)"/g)].map(found => found[1]);
assert.ok(ids.length > 8);

{
  const page = open(work);
  assert.equal(now(page), ids[0], 'it opens at the first event where nothing is wrong');
  const forward = [];
  for (const id of ids) {
    assert.equal(now(page), id);
    assert.equal(page.root.querySelectorAll('.picture .now').length, 1);
    forward.push(text(page, '.step .now') + '\n' + text(page, '.object'));
    page.key('ArrowRight');
  }
  assert.equal(now(page), ids.at(-1), 'it stops at the last event');
  assert.equal(page.location.hash, '#' + ids.at(-1), 'the address names the event');
  for (let at = ids.length - 1; at >= 0; --at) {
    assert.equal(text(page, '.step .now') + '\n' + text(page, '.object'), forward[at], 'back is as forward was');
    page.key('ArrowLeft');
  }
  assert.equal(now(page), ids[0]);

  const at = words => forward.findIndex(shown => shown.startsWith('perl ' + words));
  assert.match(forward[at('msgsnd(Q0, type 5')], /type 3: "first"type 5: "<b>second<\/b>"/);
  assert.match(forward[at('msgrcv(')], /Q0: 1 message.*type 3: "first"/s);
  assert.doesNotMatch(forward[at('msgrcv(')], /type 5: "/);
  assert.match(forward[at('semop(')], /S0: values 0, 1/);
  assert.match(forward[at('msgctl(')], /Q0: removed/);

  page.key('End');
  assert.equal(now(page), ids.at(-1));
  page.key('Home');
  assert.equal(now(page), ids[0]);
  page.key('ArrowRight', page.root.querySelector('.code'));
  assert.equal(now(page), ids[0], 'where a key scrolls, it does not step');
  page.follow('#' + ids[4]);
  assert.equal(now(page), ids[4]);
  page.root.querySelectorAll('.picture g.e')[2].querySelector('.b').click();
  assert.equal(now(page), ids[2], 'a click on an event shows it');
  const [first, back] = page.root.querySelectorAll('.bar button');
  back.click();
  assert.equal(now(page), ids[1]);
  first.click();
  assert.ok(first.disabled && back.disabled);
  page.print();
  assert.ok(page.root.querySelectorAll('details').every(details => details.open));
}
assert.equal(now(open(work, '#' + ids[5])), ids[5], 'a link opens its event');
assert.equal(now(open(work, '#r0e999999')), ids.at(-1), 'or the last one before it');
assert.equal(now(open(work, '#r7e1')), ids[0], 'and a link into nowhere does no harm');

// Of very many messages and semaphores the first ones are shown, and how many more there are.
{
  const page = open(pageOf('trace', 'perl', '-e', `
    $queue = msgget(0, 01600); $set = semget(0, 201, 01600);
    for (1 .. 203) { msgsnd($queue, pack("l! a*", 1, $_), 0); }
    semop($set, pack("s3", 0, 1, 0));
    for (1 .. 3) { msgrcv($queue, $got, 100, 0, 0); }
    msgctl($queue, 0, 0); semctl($set, 0, 0, 0);`));
  const object = () => text(page, '.object');
  const goTo = words => {
    page.key('Home');
    while (!text(page, '.step .now').startsWith('perl ' + words)) page.key('ArrowRight');
  };
  goTo('semop(');
  assert.match(object(), /Q0: 203 messages.*type 1: "200"Only the first 200 messages are shown here\. There are 3 more\./s);
  assert.doesNotMatch(object(), /type 1: "201"/);
  assert.match(object(), /S0: values 1, 0, .* and 1 more.*Only the first 200 semaphores are shown here\. There is 1 more\./s);
  goTo('msgrcv(');
  assert.match(object(), /Q0: 202 messages, \d+ bytestype 1: "2".*type 1: "201"Only the first 200 messages are shown here\. There are 2 more\./s);
  page.key('ArrowRight');
  page.key('ArrowRight');
  assert.match(object(), /Q0: 200 messages, \d+ bytestype 1: "4".*type 1: "203"/s);
  assert.doesNotMatch(object(), /messages are shown here/);
}

// It opens where it goes wrong.
const stuck = open(pageOf('check', 'perl', '-e', '$queue = msgget(0, 01600); msgrcv($queue, $got, 100, 1, 0)'));
assert.match(text(stuck, '.step .now'), /msgrcv\(.*waits for a message of type 1 in Q0/s);
assert.equal(stuck.root.querySelector('.finding').getAttribute('class'), 'finding error');
