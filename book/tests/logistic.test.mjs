// Drives the figure of logistic regression in headless Chromium: `node --test book/tests/logistic.test.mjs` after a build.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { driven } from "./browser.mjs";

const PAGE = "/linear_model/logistic_regression.html";

let page;
let server;
driven((...opened) => ([page, server] = opened));

beforeEach(async () => {
  await page.go("about:blank");
  await page.go(server.origin + PAGE);
  await page.until(() => document.readyState === "complete" && document.documentElement.dataset.figures === "ready");
});

const text = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).textContent, selector, figure);
const count = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelectorAll(s).length, selector, figure);
const shown = (name, figure = 0) => text(`[data-value="${name}"]`, figure);
const press = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).click(), selector, figure);
const set = (name, value, figure = 0) =>
  page.run(
    (n, v, f) => {
      const all = document.querySelectorAll(".ow-live")[f];
      const control = all.querySelector(n.startsWith("input") ? n : `[name="${n}"]`);
      control.value = v;
      control.dispatchEvent(new Event(control.type === "range" ? "input" : "change", { bubbles: true }));
    },
    name,
    value,
    figure,
  );
const boundary = () => page.run(() => ["x1", "y1", "x2", "y2"].map((name) => Number(document.querySelector(".ow-live [data-boundary]")?.getAttribute(name))));
const end = async () => {
  await page.run(() => {
    const slider = document.querySelector(".ow-live .ow-player input");
    slider.value = slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
};

test("the boundary moves step by step while the loss falls", async () => {
  assert.equal(await shown("round"), "0");
  assert.ok(Math.abs(Number(await shown("loss")) - Math.log(2)) < 1e-5, "all coefficients zero: the loss is log 2");
  assert.equal(await count("[data-boundary]"), 0, "no boundary before the first step");
  await press("[data-act=step]");
  const [first, loss] = [await boundary(), Number(await shown("loss"))];
  assert.ok(loss < Math.log(2));
  await press("[data-act=step]");
  assert.notDeepEqual(await boundary(), first);
  assert.ok(Number(await shown("loss")) < loss);
  assert.ok((await count(".ow-map rect")) > 10, "the regions are drawn");
  await press("[data-act=back]");
  assert.deepEqual(await boundary(), first);
});

test("L-BFGS and Newton come to the same minimum in few rounds, and gradient descent is still on its way", async () => {
  const ends = {};
  for (const solver of ["gradient", "lbfgs", "newton"]) {
    await set("solver", solver);
    await end();
    ends[solver] = { rounds: Number(await shown("round")), loss: Number(await shown("loss")) };
  }
  assert.ok(ends.newton.rounds < 10 && ends.lbfgs.rounds < 20 && ends.gradient.rounds > ends.newton.rounds, JSON.stringify(ends));
  assert.ok(Math.abs(ends.lbfgs.loss - ends.newton.loss) < 1e-4 && ends.gradient.loss > ends.newton.loss && ends.gradient.loss < Math.log(2) / 2, JSON.stringify(ends));
  assert.equal(await count("[name=rate]"), 0, "Newton has no learning rate");
  await set("solver", "minibatch");
  assert.equal(await count("[name=batch]"), 1);
  await set("batch", "1");
  await end();
  assert.ok(Number(await shown("loss")) < 0.6);
});

test("a smaller C keeps the coefficients small: the loss at the minimum is larger", async () => {
  await set("solver", "newton");
  const losses = [];
  for (const c of ["0.01", "1", "100"]) {
    await set("c", c);
    await end();
    losses.push(Number(await shown("loss")));
  }
  assert.ok(losses[0] > losses[1] && losses[1] > losses[2], losses.join(" "));
});

test("points come by clicks, and one class alone is refused in words", async () => {
  await set("solver", "newton");
  await press("[name=clear]");
  const place = await page.run(() => {
    const plane = document.querySelector(".ow-live .ow-plane");
    plane.scrollIntoView({ block: "center" });
    const { left, top, width, height } = plane.getBoundingClientRect();
    return { left, top, width, height };
  });
  await page.clickAt(place.left + 0.3 * place.width, place.top + 0.5 * place.height);
  assert.equal(await count(".ow-point"), 1);
  assert.ok((await text(".ow-problem")).includes("wanted at least two"), await text(".ow-problem"));
  await set("paint", "1");
  await page.clickAt(place.left + 0.7 * place.width, place.top + 0.5 * place.height);
  assert.equal(await count(".ow-point"), 2);
  assert.equal(await text(".ow-problem"), "");
  await end();
  const [x1, , x2] = await boundary();
  const middle = await page.run(() => document.querySelector(".ow-live .ow-plane").viewBox.baseVal.width / 2);
  assert.ok(Math.abs((x1 + x2) / 2 - middle) < 40, "between the two points");
});

test("three classes have three regions", async () => {
  await set("data", "three");
  await set("solver", "lbfgs");
  await end();
  const colours = await page.run(() => new Set([...document.querySelectorAll(".ow-live")[0].querySelectorAll(".ow-map rect")].map((r) => r.getAttribute("class"))).size);
  assert.equal(colours, 3);
});

test("a term of a formula shows its value at this round", async () => {
  await press("[data-act=step]");
  const value = await page.run(() => {
    document.querySelector('.ow-term[data-term="probability"]').dispatchEvent(new Event("click"));
    return [...document.querySelectorAll(".ow-value")].map((node) => node.textContent).join(" ");
  });
  assert.match(value, /class 0: 0\.\d+ · class 1: 0\.\d+/);
});

test("every pitfall fails and is mended", async () => {
  const [overflow, separable, scale, rate] = [1, 2, 3, 4];
  await set("input[type=range]", "4", overflow);
  const losses = await page.run(() => [...document.querySelectorAll(".ow-live")[1].querySelectorAll("[data-loss]")].map((node) => node.textContent));
  assert.deepEqual(losses, ["Infinity", "10000"]);
  for (const [figure, word] of [[separable, "no end"], [scale, "too small"], [rate, "rose in"]]) {
    assert.ok((await text(".ow-told", figure)).includes(word), await text(".ow-told", figure));
    const failing = Number(await shown("loss", figure));
    await press("[name=mended]", figure);
    const mended = Number(await shown("loss", figure));
    if (figure !== separable) assert.ok(mended < failing, `${mended} after ${failing}`);
  }
});
