'use strict';
// As much of a browser's document as the page's script needs, so that it can be driven without one. Nothing is drawn: every
// measure is 0, and what scrolls stays where it is.

class Node {
  constructor(name) {
    this.name = name;
    this.attributes = new Map();
    this.children = [];
    this.parentNode = null;
    this.listeners = new Map();
    Object.assign(this, { clientHeight: 400, clientWidth: 400, scrollTop: 0, scrollLeft: 0, offsetTop: 0, disabled: false, hidden: false });
  }

  get id() { return this.getAttribute('id') || ''; }
  get className() { return this.getAttribute('class') || ''; }
  set className(value) { this.setAttribute('class', value); }
  get classList() {
    const words = () => new Set(this.className.split(/\s+/).filter(word => word));
    const change = act => { const all = words(); act(all); this.className = [...all].join(' '); };
    return { add: word => change(all => all.add(word)), remove: word => change(all => all.delete(word)), contains: word => words().has(word) };
  }
  getAttribute(name) { return this.attributes.has(name) ? this.attributes.get(name) : null; }
  setAttribute(name, value) { this.attributes.set(name, String(value)); }
  get textContent() { return this.children.map(child => typeof child === 'string' ? child : child.textContent).join(''); }
  set textContent(text) { this.children = [String(text)]; }
  get cells() { return this.children.filter(child => child.name === 'td'); }

  adopt(children) { return children.map(child => child instanceof Node ? Object.assign(child, { parentNode: this }) : String(child)); }
  append(...children) { this.children.push(...this.adopt(children)); }
  prepend(...children) { this.children.unshift(...this.adopt(children)); }
  replaceChildren(...children) { this.children = this.adopt(children); }
  cloneNode(deep) {
    const made = new Node(this.name);
    made.attributes = new Map(this.attributes);
    if (deep) made.append(...this.children.map(child => child instanceof Node ? child.cloneNode(true) : child));
    return made;
  }

  *inside() {
    for (const child of this.children) {
      if (!(child instanceof Node)) continue;
      yield child;
      yield* child.inside();
    }
  }
  isA(simple) {
    const [name, ...classes] = simple.split('.');
    return (!name || name === this.name) && classes.every(word => this.classList.contains(word));
  }
  // "a .b, c": descendants only.
  matches(selectors) {
    return selectors.split(',').some(selector => {
      const parts = selector.trim().split(/\s+/);
      if (!this.isA(parts.pop())) return false;
      let above = this.parentNode;
      for (let part = parts.pop(); part; part = parts.pop()) {
        while (above && !above.isA(part)) above = above.parentNode;
        if (!above) return false;
        above = above.parentNode;
      }
      return true;
    });
  }
  querySelectorAll(selectors) { return [...this.inside()].filter(node => node.matches(selectors)); }
  querySelector(selectors) { return this.querySelectorAll(selectors)[0] || null; }
  closest(selectors) { return this.matches(selectors) ? this : this.parentNode && this.parentNode.closest(selectors); }

  addEventListener(kind, act) { this.listeners.set(kind, [...(this.listeners.get(kind) || []), act]); }
  fire(kind, event = {}) { for (const act of this.listeners.get(kind) || []) act({ target: this, ...event }); }
  click() { for (let node = this; node; node = node.parentNode) for (const act of node.listeners.get('click') || []) act({ target: this }); }
  scrollIntoView() {}
  getBoundingClientRect() { return { top: 0, bottom: 100 }; }
}

const plain = text => text.replace(/&(lt|gt|quot|amp|#39);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" })[name]);

// The elements of a well-formed text.
const parse = text => {
  const root = new Node('body');
  let at = root;
  for (const [, closed, name, attributes, empty, words] of text.matchAll(/<(\/?)([\w-]+)((?:\s+[\w-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g)) {
    if (words !== undefined) at.append(plain(words));
    else if (closed) at = at.parentNode;
    else {
      const made = new Node(name);
      for (const [, key, value] of attributes.matchAll(/([\w-]+)="([^"]*)"/g)) made.setAttribute(key, plain(value));
      at.append(made);
      if (!empty) at = made;
    }
  }
  return root;
};

// What a page's script finds around it; `play` runs the script.
exports.open = (html, hash = '') => {
  const between = (from, to) => html.slice(html.indexOf(from) + from.length, html.indexOf(to, html.indexOf(from)));
  const root = parse(between('<main>', '</main>')), window = new Node('window');
  const data = new Node('script');
  data.textContent = between('id="data">', '</script>');
  const location = { hash };
  const document = {
    createElement: name => new Node(name),
    getElementById: id => id === 'data' ? data : [...root.inside()].find(node => node.id === id) || null,
    querySelectorAll: selectors => root.querySelectorAll(selectors),
  };
  const history = { replaceState: (_, __, to) => { location.hash = to; } };
  // What is put off is done at once: nobody waits here.
  const setTimeout = act => { act(); return 0; };
  const script = html.slice(html.lastIndexOf('<script>') + 8, html.lastIndexOf('</script>'));
  new Function('document', 'location', 'history', 'addEventListener', 'innerHeight', 'setTimeout', 'clearTimeout', script)(
    document, location, history, (kind, act) => window.addEventListener(kind, act), 600, setTimeout, () => {});
  return {
    root, location,
    key: (name, target = root) => window.fire('keydown', { key: name, target, preventDefault: () => {} }),
    follow: to => { location.hash = to; window.fire('hashchange'); },
    print: () => window.fire('beforeprint'),
  };
};
