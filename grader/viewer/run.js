
'use strict';
// One run after the other: what was read from the data, and where the reader is in it.
const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

class Run {
  constructor(number, data) {
    this.number = number;
    this.data = data;
    this.section = document.getElementById('run' + number);
    // Only what the picture shows can be stepped to.
    this.steps = [...this.section.querySelectorAll('.picture g.e')].map(g => Number(g.id.split('e')[1]));
    this.panel = this.section.querySelector('.step');
    this.build();
    const open = this.steps.indexOf(data.open);
    this.show(open < 0 ? this.nearest(data.open) : open, false);
  }

  nearest(event) {
    const later = this.steps.findIndex(step => step >= event);
    return later < 0 ? Math.max(this.steps.length - 1, 0) : later;
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
    this.first = button('⇤', 'first event', () => this.show(0));
    this.back = button('←', 'one event back', () => this.show(this.at - 1));
    this.forward = button('→', 'one event forward', () => this.show(this.at + 1));
    this.last = button('⇥', 'last event', () => this.show(this.steps.length - 1));
    this.place = element('span', '', '');
    bar.append(this.place);
    this.now = element('p', 'now');
    this.now.setAttribute('role', 'status');
    this.code = element('pre', 'code');
    this.code.tabIndex = 0;
    this.heading = element('h3', '', 'What the kernel holds now');
    this.objects = element('div');
    this.panel.append(bar, this.now, this.code, this.heading, this.objects);
    this.section.querySelector('.picture').addEventListener('click', click => {
      const g = click.target.closest('g.e');
      if (g) this.show(this.steps.indexOf(Number(g.id.split('e')[1])));
    });
  }

  show(at, move = true) {
    if (at < 0 || at >= this.steps.length) return;
    Run.current = this;
    this.at = at;
    const index = this.steps[at], event = this.data.events[index];
    this.section.querySelectorAll('.picture .now').forEach(g => g.classList.remove('now'));
    const g = document.getElementById(`r${this.number}e${index}`);
    g.classList.add('now');
    if (move) {
      g.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      history.replaceState(null, '', '#' + g.id);
    }
    this.first.disabled = this.back.disabled = at === 0;
    this.last.disabled = this.forward.disabled = at === this.steps.length - 1;
    this.place.textContent = `${at + 1} of ${this.steps.length}`;
    this.now.replaceChildren();
    if (event.who) this.now.append(element('b', '', event.who), ': ');
    this.now.append(event.text + (event.waits ? '; it ' + event.waits : ''));
    this.showCode(event);
    this.showObjects(index);
  }

  showCode(event) {
    const lines = event.file && this.data.files[event.file];
    this.code.hidden = !lines;
    this.code.replaceChildren();
    if (!lines) return;
    this.code.setAttribute('aria-label', `${event.file}, line ${event.line}`);
    lines.forEach((text, i) => {
      const line = element('div', i + 1 === event.line ? 'here' : '');
      line.append(element('i', '', String(i + 1)), text);
      this.code.append(line);
    });
    const here = this.code.querySelector('.here');
    if (here) this.code.scrollTop = here.offsetTop - this.code.offsetTop - this.code.clientHeight / 2;
  }

  showObjects(index) {
    const objects = new Map(), memory = new Map();
    for (let i = 0; i <= index; ++i) {
      for (const object of this.data.events[i].objects || []) objects.set(object.name, { ...object, since: i });
      const written = this.data.events[i].written;
      if (!written) continue;
      if (!memory.has(written.name)) memory.set(written.name, { bytes: new Map(), since: i });
      const segment = memory.get(written.name);
      segment.since = i;
      for (let at = 0; at * 2 < written.bytes.length; ++at)
        segment.bytes.set(written.offset + at, parseInt(written.bytes.substr(at * 2, 2), 16));
    }
    for (const name of memory.keys()) if (!objects.has(name)) objects.set(name, { name, summary: '', since: memory.get(name).since });
    this.heading.hidden = objects.size === 0;
    this.objects.replaceChildren(...[...objects.values()].map(object => this.card(object, memory.get(object.name), index)));
  }

  card(object, segment, index) {
    const changed = object.since === index || (segment && segment.since === index);
    const card = element('div', 'object' + (changed ? ' changed' : '') + (object.removed ? ' gone' : ''));
    card.append(element('b', '', object.name), object.summary ? ': ' + object.summary : '');
    if (object.messages) {
      const list = element('ol');
      for (const [type, text] of object.messages) list.append(element('li', '', `type ${type}: "${text}"`));
      card.append(list);
    }
    if (object.semaphores) {
      const table = element('table');
      const rows = { number: (_, i) => i, value: s => s[0], 'wait for more': s => s[1], 'wait for zero': s => s[2] };
      for (const [label, cell] of Object.entries(rows)) {
        const row = element('tr');
        row.append(element('th', '', label), ...object.semaphores.map((s, i) => element('td', '', String(cell(s, i)))));
        table.append(row);
      }
      card.append(table);
    }
    if (segment && !object.removed) card.append(this.dump(segment.bytes));
    return card;
  }

  // Rows of sixteen bytes; a row in which nothing was written is left out.
  dump(bytes) {
    const rows = [...new Set([...bytes.keys()].map(at => Math.floor(at / 16)))].sort((a, b) => a - b);
    const text = rows.map(row => {
      const cells = [...Array(16).keys()].map(i => bytes.get(row * 16 + i));
      const hex = cells.map(b => b === undefined ? '··' : b.toString(16).padStart(2, '0')).join(' ');
      return `${String(row * 16).padStart(5)}  ${hex}  ${cells.map(b => b > 31 && b < 127 ? String.fromCharCode(b) : '·').join('')}`;
    });
    const dump = element('pre', '', text.join('\n'));
    dump.tabIndex = 0;
    return dump;
  }
}

const runs = JSON.parse(document.getElementById('data').textContent).map((data, number) => new Run(number, data));
const goTo = hash => {
  const match = /^#r(\d+)e(\d+)$/.exec(hash);
  if (match && runs[match[1]]) runs[match[1]].show(runs[match[1]].nearest(Number(match[2])));
};
if (runs.length) Run.current = runs[0];
goTo(location.hash);
addEventListener('hashchange', () => goTo(location.hash));
addEventListener('keydown', key => {
  const run = Run.current;
  if (!run || key.altKey || key.ctrlKey || key.metaKey) return;
  const to = { ArrowRight: run.at + 1, ArrowLeft: run.at - 1, n: run.at + 1, p: run.at - 1, Home: 0, End: run.steps.length - 1 }[key.key];
  if (to === undefined) return;
  key.preventDefault();
  run.show(to);
});
