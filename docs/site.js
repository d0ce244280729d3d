'use strict';
// What the pages do: dark or light, the contents on a small screen, copy buttons, the search. `words` comes from words.js, and
// search-index.js is read when somebody begins to search, so that all works from a folder, without a server.

const root = document.documentElement;
const remembered = {
  get: () => { try { return localStorage.getItem('theme'); } catch { return null; } },
  set: value => { try { localStorage.setItem('theme', value); } catch { /* a private window */ } },
};
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => root.classList.contains('dark-mode');
function setTheme(dark) {
  root.classList.toggle('dark-mode', dark);
  root.classList.toggle('light-mode', !dark);
}
setTheme(remembered.get() ? remembered.get() === 'dark' : prefersDark.matches); // before anything is drawn

const make = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

function themeButton() {
  const button = document.querySelector('button.theme');
  const say = () => { button.textContent = isDark() ? words.light : words.dark; };
  button.addEventListener('click', () => {
    setTheme(!isDark());
    remembered.set(isDark() ? 'dark' : 'light');
    say();
  });
  prefersDark.addEventListener('change', () => { if (!remembered.get()) { setTheme(prefersDark.matches); say(); } });
  say();
}

function contents() {
  const nav = document.getElementById('contents');
  const menu = document.querySelector('button.menu');
  menu.addEventListener('click', () => {
    menu.setAttribute('aria-expanded', nav.classList.toggle('open'));
  });
  const here = (location.pathname.split('/').pop() || 'index.html').replace(/\.html$/, '');
  const links = [...nav.querySelectorAll('a')].map(link => [link.getAttribute('href').replace(/\.html$/, ''), link]);
  // A program or a run belongs to its chapter; what belongs nowhere is of the code.
  const [name, link] = links.find(([page]) => page === here) || links.find(([page]) => here.startsWith(page + '-')) || [];
  const sections = [...nav.querySelectorAll('details')];
  const part = link ? link.closest('details') : sections.at(-1);
  if (link) link.setAttribute('aria-current', name === here ? 'page' : 'true');
  for (const other of document.querySelectorAll('.bar .language')) other.href = other.getAttribute('href').replace('index.html', here + '.html');
  if (here === 'index') sections[0].open = true;
  if (part) part.open = true;
  if (link && link.offsetTop > nav.clientHeight) nav.scrollTop = link.offsetTop - nav.clientHeight / 2;
}

// Who has no mouse scrolls with the keys what has the focus.
function scrollables() {
  for (const box of document.querySelectorAll('main pre, main .table, main .picture, main .drawing')) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) {
      box.tabIndex = 0;
      box.setAttribute('role', 'group');
      if (box.dataset.name) box.setAttribute('aria-label', box.dataset.name);
    } else {
      box.removeAttribute('tabindex');
      box.removeAttribute('role');
      box.removeAttribute('aria-label');
    }
  }
}

function copyButtons() {
  if (!navigator.clipboard) return; // a browser has none for pages that came over plain http
  for (const figure of document.querySelectorAll('figure.code')) {
    const button = make('button', { type: 'button' }, words.copy);
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(figure.dataset.copy || figure.querySelector('code').textContent);
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    figure.append(button);
  }
}

let index = null;
function searchIndex(pages) { // called by search-index.js
  index = [];
  for (const [page, title, parts] of pages)
    for (const [anchor, heading, text] of parts)
      index.push({ address: page + (anchor ? '#' + anchor : ''), title, heading, text, low: (title + '\n' + heading + '\n' + text).toLowerCase(), head: (heading || title).toLowerCase() });
}

function matches(query) {
  const wanted = query.toLowerCase().split(/\s+/).filter(word => word);
  if (!wanted.length) return [];
  const found = index.filter(part => wanted.every(word => part.low.includes(word)));
  const rank = part => (part.head.includes(query.trim().toLowerCase()) ? 0 : wanted.every(word => part.head.includes(word)) ? 1 : part.low.includes(query.trim().toLowerCase()) ? 2 : 3);
  return found.map((part, at) => [rank(part), at, part]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(entry => entry[2]);
}

// The place where the words stand, with them marked.
function excerpt(text, query) {
  const wanted = query.toLowerCase().split(/\s+/).filter(word => word);
  const low = text.toLowerCase();
  // All of it, else its longest word: that one is rare.
  const places = [query.trim().toLowerCase(), ...wanted.slice().sort((a, b) => b.length - a.length)].map(words => low.indexOf(words));
  const first = Math.max(0, (places.find(at => at >= 0) ?? 0) - 60);
  let rest = text.slice(first, first + 200);
  const pieces = [first > 0 && rest ? '…' : ''];
  while (rest) {
    const at = wanted.map(word => [rest.toLowerCase().indexOf(word), word.length]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
    if (!at) { pieces.push(rest); break; }
    pieces.push(rest.slice(0, at[0]), make('mark', {}, rest.slice(at[0], at[0] + at[1])));
    rest = rest.slice(at[0] + at[1]);
  }
  return pieces;
}

function search() {
  const most = 40;
  const form = document.querySelector('form.search');
  const input = form.querySelector('input');
  const list = form.querySelector('.results');
  const status = form.querySelector('[role=status]');
  const close = () => { list.hidden = true; };
  const load = () => {
    if (document.querySelector('script[src="search-index.js"]')) return;
    const script = make('script', { src: 'search-index.js' });
    script.addEventListener('load', show);
    document.head.append(script);
  };
  const show = () => {
    const query = input.value;
    if (!index || !query.trim()) { close(); status.textContent = ''; return; }
    const found = matches(query);
    const says = !found.length ? words['found-none'] : found.length === 1 ? words['found-one'] : (found.length > most ? words['found-more'] : words['found-many']).replace('{}', Math.min(found.length, most));
    status.textContent = says;
    list.replaceChildren(make('li', { class: 'says', 'aria-hidden': 'true' }, says), ...found.slice(0, most).map(part =>
      make('li', {}, make('a', { href: part.address }, make('b', {}, part.heading ? part.title + ' › ' + part.heading : part.title), make('span', {}, ...excerpt(part.text, query))))));
    list.hidden = false;
  };
  input.addEventListener('focus', () => { load(); show(); });
  input.addEventListener('input', show);
  form.addEventListener('submit', event => {
    event.preventDefault();
    const first = list.querySelector('a');
    if (first && !list.hidden) first.click();
  });
  const step = (event, by) => {
    const links = [input, ...list.querySelectorAll('a')];
    const next = links[links.indexOf(document.activeElement) + by];
    if (list.hidden || !next) return;
    event.preventDefault();
    next.focus();
  };
  form.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown') step(event, 1);
    if (event.key === 'ArrowUp') step(event, -1);
    if (event.key === 'Escape') { close(); input.focus(); close(); }
  });
  list.addEventListener('click', close);
  document.addEventListener('click', event => { if (!form.contains(event.target)) close(); });
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea')) return;
    event.preventDefault();
    input.focus();
  });
}

document.addEventListener('DOMContentLoaded', () => {
  themeButton();
  contents();
  copyButtons();
  scrollables();
  search();
  addEventListener('resize', scrollables);
  document.addEventListener('toggle', scrollables, true);
});
