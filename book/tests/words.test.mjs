// Drives the figures of the lemmatizer and of Snowball's stemmers: `node --test book/tests/words.test.mjs` after a build.

import assert from "node:assert/strict";
import { test } from "node:test";
import { driven } from "./browser.mjs";

let page;
let server;
driven((...opened) => ([page, server] = opened));

async function visit(path) {
  await page.go("about:blank");
  await page.go(server.origin + path);
  await page.until(() => document.readyState === "complete" && document.documentElement.dataset.figures === "ready");
}

const text = (selector) => page.run((s) => document.querySelector(`.ow-live ${s}`).textContent, selector);
const cells = () => page.run(() => [...document.querySelectorAll(".ow-live td")].map((td) => td.textContent));
const type = (name, value) =>
  page.run(
    (n, v) => {
      const field = document.querySelector(`.ow-live [name="${n}"]`);
      field.value = v;
      field.dispatchEvent(new Event("input"));
      field.dispatchEvent(new Event("change"));
    },
    name,
    value,
  );

test("what fired is shown, by part of speech", async () => {
  await visit("/text/lemmatize.html");
  await type("word", "axes");
  assert.deepEqual(await cells(), [
    "a lemma itself", "axes", "no", "exception list", "ax", "yes: the shortest", "exception list", "axis", "yes",
  ]);
  assert.equal(await text(".ow-note"), "As a noun: ax (exception list).");
  await type("word", "does");
  assert.equal(await text(".ow-note"), "As a noun: doe (-s -> nothing).");
  await type("pos", "v");
  assert.equal(await text(".ow-note"), "As a verb: do (-es -> nothing).");
  await type("pos", "infer");
  await type("word", "was");
  assert.equal(await text(".ow-note"), "As a verb: be (exception list).");
  await type("word", "qqq");
  assert.equal(await text(".ow-note"), "As a noun: qqq (not in WordNet).");
});

test("words are stemmed in the reader's language", async () => {
  await visit("/text/snowball.html");
  assert.deepEqual((await cells()).slice(0, 4), ["generously", "generous", "generate", "generat"]);
  await type("language", "german");
  assert.deepEqual((await cells()).slice(0, 2), ["Häuser", "haus"]);
  await type("words", "Katze Katzen");
  assert.equal(await text(".ow-note"), "2 words, 1 stem.");
});
