// How Marp makes the decks. build.mjs sets what is not here: which deck, and where the recorded runs lie.

import { fileURLToPath } from "node:url";
import { fromFiles } from "./from-files.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

export default {
  engine: ({ marp }) =>
    marp.use(fromFiles({ root, runs: process.env.IPCLAB_RUNS, chaptersCheck: process.env.IPCLAB_CHAPTERS_CHECK })),
  themeSet: [fileURLToPath(new URL("theme.css", import.meta.url))],
  html: true,
  browserTimeout: 300, // seconds, for a machine with much else to do
  options: { emoji: { shortcode: false, unicode: false }, markdown: { breaks: false }, math: false },
};
