// Where k-nearest neighbours goes wrong, and what mends it: each answered by the library.

import { dice, groups } from "openwork/data.js";

// Two groups that touch, with a few labels wrong in each.
const NOISY = (() => {
  const { points, labels, names } = groups([[1.6, 2, 1.3, 60], [4.6, 2.2, 1.3, 60]], 4);
  const roll = dice(8);
  return { points, labels: labels.map((label) => (roll() < 0.12 ? 1 - label : label)), names };
})();

// The class follows the x axis alone; the y axis has a hundred times its numbers.
const SCALES = (() => {
  const { points, labels } = groups([[2, 0, 0.8, 50], [5, 0, 0.8, 50]], 9);
  const noise = groups([[0, 0, 1, 100]], 21).points;
  return { points: points.map(([x], i) => [x, 700 + 250 * noise[i][1]]), labels, names: ["length in cm", "weight in g"] };
})();

const SQUARE = { points: [[0, 0], [0, 2], [2, 0], [2, 2], [4, 1]], labels: [1, 0, 0, 1, 1], names: ["x", "y"] };
const HERE = { points: [[1, 1], [1.4, 1], [0.6, 1], [1, 1.4], [3, 2]], labels: [1, 0, 0, 0, 1], names: ["x", "y"] };

/** Each pitfall gives data, settings, perhaps a query, and a sentence, failing and mended. */
export const PITFALLS = {
  k: {
    failing: () => ({
      data: NOISY, settings: { k: 1 },
      tell: "k = 1: every wrong label has an island of its own. The known points are answered without a fault, new ones are not.",
    }),
    "too large": () => ({
      data: NOISY, settings: { k: 119 },
      tell: "k = 119 of 120: nearly everybody votes on everything, and the class with more points wins almost everywhere.",
    }),
    mended: () => ({ data: NOISY, settings: { k: 15 }, tell: "k = 15: wrong labels are outvoted, and the border lies where the groups meet." }),
  },
  scale: {
    failing: () => ({
      data: SCALES, settings: { k: 5 },
      tell: "A gram counts as much as a centimetre: the neighbours are those of like weight, which says nothing about the class.",
    }),
    mended: ({ standardised }) => ({ data: standardised(SCALES), settings: { k: 5 }, tell: "With both features at one scale the length is heard, and the border is where it should be." }),
  },
  tie: {
    failing: () => ({
      data: SQUARE, settings: { k: 4 }, query: [1, 1],
      tell: "Four neighbours at one distance, two votes each. The rule says the lower class, 0; no other answer would be better founded.",
    }),
    mended: () => ({
      data: SQUARE, settings: { k: 5 }, query: [1, 1],
      tell: "An odd k lets the vote decide: three to two for class 1.",
    }),
  },
  zero: {
    failing: () => ({
      data: HERE, settings: { k: 4 }, query: [1, 1],
      tell: "Uniform weights: the query lies exactly on a known point of class 1 and is answered 0 by the three around it.",
    }),
    mended: () => ({
      data: HERE, settings: { k: 4, weights: "distance" }, query: [1, 1],
      tell: "Distance weights: 1/0 is no number, so by rule the point at distance zero answers alone. Move the query a little and the others are heard again.",
    }),
  },
};
