'use strict';
// Words of an event stand in its run's table; what objects hold is in the data, as differences from step to step
// (grader/src/report/page_data.h).

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

// What the objects of a run hold after a step.
class Objects {
  constructor(data) {
    this.data = data;
    this.begin();
  }

  begin() {
    this.step = -1;
    this.all = new Map();
  }

  goTo(step) {
    if (step < this.step) this.begin();
    while (this.step < step) this.apply(++this.step);
  }

  named(name) {
    if (!this.all.has(name)) this.all.set(name, { name, summary: '', messages: null, semaphores: null, bytes: new Map(), since: -1 });
    return this.all.get(name);
  }

  apply(step) {
    const { objects = [], memory = [] } = this.data.steps[step];
    for (const told of objects) {
      const object = this.named(told.name);
      object.since = step;
      object.summary = told.summary;
      object.removed = told.removed === true;
      object.unread = told.unread === true;
      object.more = told.more || 0;
      if (told.semaphores) object.semaphores = told.semaphores;
      if (told.messages) {
        const [from, go, come] = told.messages;
        const before = object.messages || [];
        object.messages = [...before.slice(0, from), ...before.slice(from + go), ...come];
      }
    }
    for (const told of memory) {
      const object = this.named(told.name);
      object.since = step;
      for (const [from, count] of told.unknown || [])
        for (const at of [...object.bytes.keys()]) if (at >= from && at < from + count) object.bytes.delete(at);
      for (const [from, hex] of told.bytes || [])
        for (let i = 0; i * 2 < hex.length; ++i) object.bytes.set(from + i, parseInt(hex.substr(i * 2, 2), 16));
    }
  }
}

class Run {
  constructor(number, data) {
    this.number = number;
    this.data = data;
    this.objects = new Objects(data);
    this.section = document.getElementById('run' + number);
    this.stage = this.section.querySelector('.stage');
    this.picture = this.section.querySelector('.picture');
    this.panel = this.section.querySelector('.step');
    // An event is a step; its place among them is that of its drawing and of its row in the table.
    this.drawn = [...this.picture.querySelectorAll('g.e')];
    this.rows = [...this.section.querySelectorAll('.run-table tbody tr')];
    this.events = this.drawn.map(g => Number(g.id.split('e')[1]));
    this.build();
    this.keepHeads();
    this.show(data.open);
  }

  // The names of lanes stay in sight.
  keepHeads() {
    const svg = this.picture.querySelector('svg'), heads = svg.cloneNode(false), height = 40;
    heads.classList.add('heads');
    heads.setAttribute('height', height);
    heads.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${height}`);
    heads.setAttribute('aria-hidden', 'true');
    heads.append(...[...svg.querySelectorAll('.g, .h')].filter(e => e.parentNode === svg && Number(e.getAttribute('y')) < height)
      .map(e => e.cloneNode(true)));
    this.picture.prepend(heads);
    this.heads = height;
  }

  // The last step that is not after the event.
  stepOf(event) {
    const after = this.events.findIndex(other => other > event);
    return after < 0 ? this.events.length - 1 : Math.max(after - 1, 0);
  }

  build() {
    const bar = element('div', 'bar');
    const button = (text, label, act) => {
      const made = element('button', '', text);
      made.type = 'button';
      made.setAttribute('aria-label', label);
      made.addEventListener('click', act);
      bar.append(made);
      return made;
    };
    this.first = button('⇤', 'first event', () => this.goTo(0));
    this.back = button('←', 'one event back', () => this.goTo(this.at - 1));
    this.forward = button('→', 'one event forward', () => this.goTo(this.at + 1));
    this.last = button('⇥', 'last event', () => this.goTo(this.events.length - 1));
    this.place = element('span', '', '');
    bar.append(this.place, element('span', 'keys', 'or the keys ← → Home End'));
    this.now = element('p', 'now');
    this.now.setAttribute('role', 'status');
    this.now.tabIndex = 0;
    this.file = element('p', 'file');
    this.code = element('pre', 'code');
    this.code.tabIndex = 0;
    this.heading = element('h3', '', 'What the kernel holds now');
    this.cards = element('div');
    this.panel.append(bar, this.now, this.file, this.code, this.heading, this.cards);
    this.picture.addEventListener('click', click => {
      const g = click.target.closest('g.e');
      if (g) this.goTo(this.drawn.indexOf(g));
    });
  }

  // The reader asked for it.
  goTo(step) {
    if (step < 0 || step >= this.events.length) return;
    Run.current = this;
    this.show(step);
    this.stage.scrollIntoView({ block: 'nearest' });
    // Browsers refuse too many of these in a row.
    clearTimeout(Run.writing);
    Run.writing = setTimeout(() => history.replaceState(null, '', '#' + this.drawn[step].id), 300);
  }

  show(step) {
    if (this.marked) this.marked.classList.remove('now');
    this.at = step;
    this.marked = this.drawn[step];
    this.marked.classList.add('now');
    this.reveal(this.marked.querySelector('.b'));
    this.first.disabled = this.back.disabled = step === 0;
    this.last.disabled = this.forward.disabled = step === this.events.length - 1;
    this.place.textContent = `${step + 1} of ${this.events.length}`;
    const [, who, what, where] = [...this.rows[step].cells].map(cell => cell.textContent);
    this.now.replaceChildren();
    if (who) this.now.append(element('b', '', who), ' ');
    this.now.append(what);
    this.showCode(this.data.steps[step].at, where);
    this.objects.goTo(step);
    this.heading.hidden = this.objects.all.size === 0;
    this.cards.replaceChildren(...[...this.objects.all.values()].map(object => this.card(object)));
  }

  // Scrolls the picture only as far as it must.
  reveal(box) {
    const number = name => Number(box.getAttribute(name)), picture = this.picture;
    const into = (from, size, at, room) => from < at || size > room ? from : Math.max(at, from + size - room);
    const room = picture.clientHeight - this.heads - 16;
    picture.scrollTop = into(number('y') - this.heads - 8, number('height'), picture.scrollTop, room);
    picture.scrollLeft = into(number('x') - 16, Math.min(number('width'), picture.clientWidth - 32), picture.scrollLeft, picture.clientWidth - 16);
  }

  showCode(at, where) {
    const file = at && this.data.files[at[0]], known = file && file.lines[at[1]] !== undefined;
    this.file.textContent = where;
    this.file.hidden = !where;
    this.code.hidden = !known;
    if (!known) return;
    if (this.shownFile !== at[0]) {
      this.shownFile = at[0];
      this.lines = new Map();
      this.code.replaceChildren();
      let before = 0;
      for (const [number, text] of Object.entries(file.lines)) {
        if (Number(number) !== before + 1) this.code.append(element('div', '', '…'));
        before = Number(number);
        const line = element('div');
        line.append(element('i', '', number), text);
        this.lines.set(before, line);
        this.code.append(line);
      }
      this.code.setAttribute('aria-label', file.name);
    }
    if (this.here) this.here.classList.remove('here');
    this.here = this.lines.get(at[1]);
    this.here.classList.add('here');
    this.code.scrollTop = this.here.offsetTop - this.code.clientHeight / 2;
  }

  card(object) {
    const changed = object.since === this.at;
    const card = element('div', 'object' + (changed ? ' changed' : '') + (object.removed ? ' gone' : ''));
    card.append(element('b', '', object.name), object.summary ? ': ' + object.summary : '');
    if (object.removed) return card;
    if (object.unread) card.append(element('p', '', 'Nobody saw what lies in it.'));
    else if (object.messages && object.messages.length) {
      const list = element('ol');
      for (const [type, text] of object.messages) list.append(element('li', '', `type ${type}: "${this.data.texts[text]}"`));
      card.append(list);
      if (object.more) card.append(element('p', '', this.more(object.messages, object.more, 'messages')));
    }
    if (object.semaphores) {
      const around = element('div', 'semaphores'), table = element('table');
      around.tabIndex = 0;
      const rows = { number: (_, i) => i, value: s => s[0], 'wait for more': s => s[1], 'wait for zero': s => s[2] };
      for (const [label, cell] of Object.entries(rows)) {
        const row = element('tr');
        row.append(element('th', '', label), ...object.semaphores.map((s, i) => element('td', '', String(cell(s, i)))));
        table.append(row);
      }
      around.append(table);
      card.append(around);
      if (object.more) card.append(element('p', '', this.more(object.semaphores, object.more, 'semaphores')));
    }
    if (object.bytes.size) card.append(this.dump(object.bytes));
    else if (object.name.startsWith('M') && !this.data.watched) card.append(element('p', '', 'Nobody watched what is written into it in this run.'));
    return card;
  }

  more(shown, more, what) {
    return `Only the first ${shown.length} ${what} are shown here. There ${more === 1 ? 'is 1' : `are ${more}`} more.`;
  }

  // Rows of eight bytes; a row in which nothing was seen to be written is left out.
  dump(bytes) {
    const rows = [...new Set([...bytes.keys()].map(at => Math.floor(at / 8)))].sort((a, b) => a - b);
    const text = rows.map(row => {
      const cells = [...Array(8).keys()].map(i => bytes.get(row * 8 + i));
      const hex = cells.map(b => b === undefined ? '··' : b.toString(16).padStart(2, '0')).join(' ');
      return `${String(row * 8).padStart(5)}  ${hex}  ${cells.map(b => b > 31 && b < 127 ? String.fromCharCode(b) : '·').join('')}`;
    });
    const dump = element('pre', '', text.join('\n'));
    dump.tabIndex = 0;
    dump.setAttribute('aria-label', 'bytes that were written');
    return dump;
  }
}

const runs = JSON.parse(document.getElementById('data').textContent).map((data, number) => data && new Run(number, data));
const played = runs.filter(run => run);
const inSight = run => {
  const { top, bottom } = run.stage.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};
// The keys are for the run that was touched last, while it is in sight.
const current = () => Run.current && inSight(Run.current) ? Run.current : played.find(inSight) || Run.current;

const followLink = () => {
  const match = /^#r(\d+)e(\d+)$/.exec(location.hash), run = match && runs[match[1]];
  if (run) run.goTo(run.stepOf(Number(match[2])));
};
addEventListener('hashchange', followLink);
addEventListener('keydown', key => {
  const run = current();
  if (!run || key.altKey || key.ctrlKey || key.metaKey || key.shiftKey) return;
  // These scroll by themselves.
  if (key.target.closest && key.target.closest('pre, .now, .table, .semaphores')) return;
  const to = { ArrowRight: run.at + 1, ArrowLeft: run.at - 1, Home: 0, End: run.events.length - 1 }[key.key];
  if (to === undefined) return;
  key.preventDefault();
  run.goTo(to);
});
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(details => { details.open = true; }));

// It opens at what is wrong.
Run.current = played.find(run => run.section.classList.contains('wrong')) || played[0];
if (location.hash) followLink();
else if (played.length > 1 && Run.current.section.classList.contains('wrong')) Run.current.section.scrollIntoView();
