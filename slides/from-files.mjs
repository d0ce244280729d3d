// Puts into a deck what is real, so that nothing on a slide is typed by hand. Each stands on a line of its own; the front matter's
// `chapter` says in which folder of chapters/ they are:
//
//   <!-- code: sender.cpp letter -->           the lines between two lines "// [letter]" of a program, as in a chapter's README.md
//   <!-- session: runs/first.txt -->           a run: what was typed, and what came out
//   <!-- commands: runs/first.txt -->          only what was typed
//   <!-- figure: runs/first.figure.txt -->     the run as a picture, drawn by the grader's own renderer from a run of this build
//   <!-- drawing: ftok-bits.svg -->            a drawing beside the deck
//   <!-- labs: 02-message-queues/1-sender-receiver -->    a lab, or several with blanks between them: title and command
//
// Behind a | stand wishes. For code, session and commands: `from TEXT` and `to TEXT`, the first and the last line, each by a part
// of it; what is left out is shown as "…". For figure: `from TEXT`, `to TEXT`, `without TEXT`, `columns N`, as `chapters_check
// picture` has them, and `scale N`. A last wish `reveal` has it appear with the next click, so that one can ask first.
//
// Whatever is not there stops the build: a file, a label, a line, a figure, a lab, a program that is to be started, a rule that `ipclab
// explain` should explain, a command that no text of the repository has.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

// Why a deck could not be made: "line 12: there is no file …".
export const refused = [];

const included = /^<!-- ([a-z]+): (.+?) -->$/;

export const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

// What the deck's front matter says.
export function aboutDeck(source) {
  const front = /^---\n([\s\S]*?)\n---\n/.exec(source)?.[1] ?? "";
  const value = (key) => new RegExp(`^${key}: *(.+?) *$`, "m").exec(front)?.[1];
  return { chapter: value("chapter"), lang: value("lang") ?? "en" };
}

// The figures that a deck wants: files "runs/NAME.figure.txt" of its chapter.
export function figuresOf(source) {
  return [...source.matchAll(/^<!-- figure: (\S+)/gm)].map((match) => match[1]);
}

function linesOf(file) {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  return readFileSync(file, "utf8").replace(/\n$/, "").split("\n");
}

// "sender.cpp send | to msgget | reveal" as what is named, and the wishes.
function parts(text) {
  const [name, ...wishes] = text.split(" | ");
  const reveal = wishes.at(-1) === "reveal";
  if (reveal) wishes.pop();
  return {
    reveal,
    names: name.split(" "),
    wishes: wishes.map((wish) => {
      const blank = wish.indexOf(" ");
      if (blank < 0) throw new Error(`"${wish}" should be a word and what it is about`);
      return [wish.slice(0, blank), wish.slice(blank + 1)];
    }),
  };
}

// The lines of a source between its two lines "// [label]"; all but the first comment where there is no label.
function excerpt(file, label) {
  const lines = linesOf(file);
  let wanted;
  if (label === undefined) {
    wanted = lines.slice(lines.findIndex((line) => !line.startsWith("//")));
    while (wanted[0] === "") wanted.shift();
  } else {
    const marks = lines.flatMap((line, at) => (line.trim() === `// [${label}]` ? [at] : []));
    if (marks.length !== 2) throw new Error(`${basename(file)} does not have the line "// [${label}]" twice`);
    wanted = lines.slice(marks[0] + 1, marks[1]);
  }
  return wanted.filter((line) => !line.trim().startsWith("// ["));
}

// Moved to the left.
function dedented(lines) {
  const indent = Math.min(...lines.filter((line) => line !== "" && line !== "…").map((line) => line.search(/\S/)));
  return lines.map((line) => (line === "…" ? line : line.slice(indent)));
}

function within(lines, wishes) {
  const find = (text, begin) => {
    const at = lines.findIndex((line, index) => index >= begin && line.includes(text));
    if (at < 0) throw new Error(`no line has "${text}"`);
    return at;
  };
  let first = 0;
  let last = lines.length - 1;
  for (const [word, text] of wishes) {
    if (word === "from") first = find(text, 0);
    else if (word === "to") last = find(text, first);
    else throw new Error(`there is no wish "${word}" here, only from and to`);
  }
  // Where only an empty line is missing, nobody misses it.
  const some = (left) => left.some((line) => line.trim() !== "");
  return [
    ...(some(lines.slice(0, first)) ? ["…"] : []),
    ...lines.slice(first, last + 1),
    ...(some(lines.slice(last + 1)) ? ["…"] : []),
  ];
}

const prompt = /^((?:\d)?[$#] )(.*)$/;
const key = /^\d│ \^[A-Z\\]$/;

const shownLine = (line, html) => {
  const indent = line.search(/\S/);
  return `<span class="line" style="--indent: ${Math.max(indent, 0)}">${line === "…" ? '<span class="left-out">…</span>' : html}</span>`;
};

function shownSession(lines) {
  const shown = lines.map((line) => {
    const typed = prompt.exec(line);
    if (typed === null) return shownLine(line, key.test(line) ? `<span class="typed">${escaped(line)}</span>` : escaped(line));
    return shownLine(
      line,
      `<span class="prompt">${escaped(typed[1])}</span><span class="typed">${escaped(typed[2])}</span>`,
    );
  });
  return `<pre class="session"><code>${shown.join("")}</code></pre>\n`;
}

// Line by line: what goes on in the next line must know how far to the right it began.
function shownCode(lines, highlight) {
  return `<pre class="code"><code>${lines.map((line) => shownLine(line, highlight(line))).join("")}</code></pre>\n`;
}

// The labs' folders have numbers, and `ipclab start 02/1` goes by these.
function shownLabs(root, labs, lang) {
  const shown = labs.map((lab) => {
    const folder = join(root, "labs", lab);
    const own = join(folder, `README.${lang}.md`);
    const title = linesOf(existsSync(own) ? own : join(folder, "README.md"))[0].replace(/^# /, "");
    const number = lab.split("/").map((part) => /^\d+/.exec(part)?.[0]).join("/");
    return `<div><p><strong>${escaped(title)}</strong></p>\n${shownSession([`$ ./ipclab start ${number}`, `$ ./ipclab grade ${number}`])}</div>\n`;
  });
  return `<div class="labs">\n${shown.join("")}</div>\n`;
}

export function fromFiles({ root, runs, chaptersCheck }) {
  let figures = 0; // of this deck; their ids must differ

  function drawnFigure(chapter, name, wishes) {
    if (!name.endsWith(".figure.txt") || !existsSync(join(root, "chapters", chapter, name)))
      throw new Error(`there is no figure chapters/${chapter}/${name}: an empty file of that name asks for one`);
    const recorded = join(runs, chapter, basename(name).replace(".figure.txt", ".json"));
    if (!existsSync(recorded)) throw new Error(`the run of chapters/${chapter}/${name} was not recorded`);
    const options = ["--prefix", `f${++figures}-`];
    let scale = 1.5; // 11.6 px become 17.4
    for (const [word, value] of wishes) {
      if (word === "scale") scale = Number(value);
      else options.push(`--${word}`, value);
    }
    let svg;
    try {
      svg = execFileSync(chaptersCheck, ["picture", ...options, recorded], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      throw new Error(`chapters/${chapter}/${name}: ${(error.stderr || error.message).trim()}`);
    }
    const sized = svg.replace(/ width="(\d+)" height="(\d+)"/, (_, width, height) => ` width="${width * scale}" height="${height * scale}"`);
    return `<div class="picture">${sized}</div>\n`;
  }

  function shown(md, source, what, text) {
    const { chapter, lang } = aboutDeck(source);
    if (chapter === undefined) throw new Error("the front matter has no line \"chapter: …\"");
    const folder = join(root, "chapters", chapter);
    const { names, wishes, reveal } = parts(text);
    const html = piece(md, { chapter, lang, folder, what, names, wishes });
    return reveal ? `<div data-marpit-fragment="1">${html}</div>\n` : html;
  }

  function piece(md, { chapter, lang, folder, what, names, wishes }) {
    const file = join(folder, names[0]);
    switch (what) {
      case "code":
        return shownCode(dedented(within(excerpt(file, names[1]), wishes)), (line) => md.options.highlight(line, "cpp", ""));
      case "session":
        return shownSession(within(linesOf(file), wishes));
      case "commands":
        return shownSession(within(linesOf(file).filter((line) => prompt.test(line) || key.test(line)), wishes));
      case "figure":
        return drawnFigure(chapter, names[0], wishes);
      case "drawing":
        return `<div class="picture">${linesOf(join(root, "slides", chapter, names[0])).join("\n")}</div>\n`;
      case "labs":
        return shownLabs(root, names, lang);
      default:
        throw new Error(`nobody knows how to show "${what}"`);
    }
  }

  // A typed command is true only where a test plays it, or the chapter's page has it.
  function requireKnownCommands(source, text) {
    const { chapter } = aboutDeck(source);
    const known = ["README.md", join("chapters", chapter, "README.md")].map((file) => readFileSync(join(root, file), "utf8")).join("\n");
    for (const line of text.trim().split("\n"))
      if (!known.split("\n").includes(line)) throw new Error(`chapters/${chapter}/README.md does not have the command "${line}"`);
  }

  function requireRules(source) {
    const rules = readdirSync(join(root, "grader", "rules"));
    for (const [, rule] of source.matchAll(/ipclab explain ([a-z][a-z-]+)/g))
      if (!rules.includes(`${rule}.md`)) throw new Error(`there is no rule ${rule} to explain`);
  }

  // Also in the notes: what the speaker is told to start must be there.
  function requirePrograms(source) {
    const { chapter } = aboutDeck(source);
    for (const [, program] of source.matchAll(/(?<![.\w/])\.\/([a-z_]+)/g))
      if (program !== "ipclab" && !existsSync(join(root, "chapters", chapter, `${program}.cpp`)))
        throw new Error(`there is no program ${program} in chapters/${chapter}`);
  }

  return (md) => {
    const place = (line, error) => {
      refused.push(`line ${line + 1}: ${error.message}`);
      return new Error(refused.at(-1), { cause: error });
    };

    md.block.ruler.before("marpit_comment", "ipclab_from_files", (state, startLine, _endLine, silent) => {
      const line = state.src.slice(state.bMarks[startLine] + state.tShift[startLine], state.eMarks[startLine]).trimEnd();
      const match = included.exec(line);
      if (match === null || match[1].startsWith("_") || ["class", "header", "footer", "paginate"].includes(match[1])) return false;
      if (silent) return true;
      const token = state.push("html_block", "", 0);
      try {
        token.content = shown(md, state.src, match[1], match[2]);
      } catch (error) {
        throw place(startLine, error);
      }
      token.map = [startLine, startLine + 1];
      state.line = startLine + 1;
      return true;
    });

    md.core.ruler.after("block", "ipclab_known", (state) => {
      if (state.inlineMode) return;
      figures = 0;
      try {
        requireRules(state.src);
        requirePrograms(state.src);
      } catch (error) {
        throw place(0, error);
      }
      for (const token of state.tokens) {
        if (token.type !== "fence") continue;
        try {
          if (token.info !== "sh") throw new Error("what is shown comes from a file; what is to be typed is a block of sh");
          requireKnownCommands(state.src, token.content);
        } catch (error) {
          throw place(token.map[0], error);
        }
      }
    });
  };
}
