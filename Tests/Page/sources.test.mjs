// What all of the page's code keeps to.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import test from "node:test";

const target = new URL("../../Sources/CPageAssets/", import.meta.url);
const read = (path) => readFileSync(new URL(path, target), "utf8");
const modules = readdirSync(new URL("page/js/", target)).filter((name) => name.endsWith(".js")).sort();
const files = ["index.html", "style.css", ...modules.map((name) => `js/${name}`)];

const PURE = [
  "find.js", "format.js", "hues.js", "layout.js", "levels.js", "logquery.js", "otlp.js",
  "queryerror.js", "rows.js", "series.js", "statistics.js", "ties.js", "time.js", "tracequery.js", "tree.js",
  "urlstate.js",
];

test("no text becomes markup or code", () => {
  const banned = [
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc/,
    /\beval\b|\bnew Function\b|setTimeout\(\s*["'`]/,
    /setAttribute\(\s*["'`](?:on|style)/i,
    /javascript:/i,
  ];
  for (const name of files) {
    for (const pattern of banned) assert.doesNotMatch(read(`page/${name}`), pattern, name);
  }
  assert.doesNotMatch(read("page/index.html"), /\son\w+\s*=|\sstyle\s*=|<style|<script(?![^>]*\bsrc=)/i);
});

test("nothing of another origin is named", () => {
  for (const name of files) {
    assert.doesNotMatch(read(`page/${name}`), /(?:https?:)?\/\/[a-z0-9-]+\.[a-z]{2,}/i, name);
  }
});

test("pure modules know nothing of the browser", () => {
  for (const name of PURE) {
    const text = read(`page/js/${name}`);
    assert.doesNotMatch(text, /\b(?:document|window|location|history|navigator|localStorage|sessionStorage|fetch)(?:\.\w|\()/, name);
    for (const [, imported] of text.matchAll(/from "\.\/([\w-]+\.js)"/g)) {
      assert.ok(PURE.includes(imported), `${name} imports ${imported}`);
    }
  }
});

test("every file of the page is in the binary", () => {
  const list = read("assets.c");
  for (const name of files) assert.ok(list.includes(`#embed "page/${name}"`), name);
});

test("names at the top of modules that are exported are unique", () => {
  const owners = new Map();
  for (const name of modules) {
    for (const [, exported] of read(`page/js/${name}`).matchAll(/^export (?:async )?(?:function\*?|class|const) ([\w$]+)/gm)) {
      assert.ok(!owners.has(exported), `${exported} is in ${owners.get(exported)} and ${name}`);
      owners.set(exported, name);
    }
    assert.doesNotMatch(read(`page/js/${name}`), /^export (?:default|\{)|^import .*(?:\*| as )/m, name);
  }
});

test("the page is at most 250 KB, and 75 KB compressed", () => {
  const whole = Buffer.concat(files.map((name) => readFileSync(new URL(`page/${name}`, target))));
  const compressed = gzipSync(whole).length;
  assert.ok(whole.length <= 250_000, `${whole.length} bytes`);
  assert.ok(compressed <= 75_000, `${compressed} bytes compressed`);
  console.log(`page: ${whole.length} bytes, ${compressed} compressed`);
});
