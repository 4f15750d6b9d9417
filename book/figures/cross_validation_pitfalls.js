// Where validation goes wrong, and what mends it: each answered by the library. And the rows of the live figure.

import { dice, groups, standardised } from "openwork/data.js";

const THREE = groups([[1.5, 1.5, 0.9, 14], [4.5, 2, 0.9, 14], [3, 4.4, 0.9, 14]], 11);

/** Three groups of points, mixed or sorted by class; rows of one visit, three at a time, are one group. */
export function made(order) {
  const roll = dice(5);
  const rows = THREE.points.map((point, i) => ({ point, label: THREE.labels[i], place: roll() }));
  if (order !== "sorted") rows.sort((a, b) => a.place - b.place);
  return { points: rows.map((r) => r.point), labels: rows.map((r) => r.label), groups: rows.map((_, i) => Math.floor(i / 3)) };
}

const SORTED = made("sorted");
const ELEVEN = { points: made("mixed").points.slice(0, 11), labels: made("mixed").labels.slice(0, 11) };
const RARE = (() => {
  const { points, labels } = groups([[1.5, 1.5, 0.9, 18], [4.5, 2, 0.9, 10], [3, 4.4, 0.5, 2]], 3);
  return { points, labels };
})();

// The class is in the first feature alone; the second is noise with a single enormous value, in the last row.
const OUTLIER = (() => {
  const { points } = groups([[0, 0, 1, 20]], 21);
  const roll = dice(2);
  const labels = points.map((_, i) => i % 2);
  return { points: points.map(([noise], i) => [labels[i] + 0.25 * (roll() - 0.5), i === 19 ? 400 : 3 * noise]), labels };
})();

/** Each pitfall gives data, settings and a sentence, failing and mended. */
export const PITFALLS = {
  leak: {
    failing: {
      data: standardised({ ...OUTLIER, names: ["x", "y"] }),
      settings: { scheme: "kfold", folds: 5, k: 1 },
      tell: "All rows were standardised before they were divided. The last fold's huge value, which is held out, has told every model to think little of the noise: all folds look perfect.",
    },
    mended: {
      data: OUTLIER,
      settings: { scheme: "kfold", folds: 5, k: 1, scale: true },
      tell: "Standardised within each fold, by the rows learnt from. The last fold's model has not seen the huge value, takes the noise for a feature, and does as badly as it would in use.",
    },
  },
  sorted: {
    failing: {
      data: SORTED,
      settings: { scheme: "kfold", folds: 3, k: 3 },
      tell: "The rows are sorted by class, and each fold holds out one class whole: the models are asked about what they have never seen, and all answers are wrong.",
    },
    mended: {
      data: SORTED,
      settings: { scheme: "stratified", folds: 3, k: 3 },
      tell: "Stratified, every fold has its share of every class. Shuffling mends it too.",
    },
  },
  remainder: {
    failing: {
      data: ELEVEN,
      settings: { scheme: "kfold", folds: 3, k: 1, fold_of: ELEVEN.labels.map((_, i) => (i < 9 ? Math.floor(i / 3) : -1)) },
      tell: "Eleven rows in three parts of 11 / 3 = 3 rows, rounded down: the last two rows are never held out, and nobody notices.",
    },
    mended: {
      data: ELEVEN,
      settings: { scheme: "kfold", folds: 3, k: 1 },
      tell: "The first 11 mod 3 = 2 folds take one row more: 4, 4 and 3.",
    },
  },
  rare: {
    failing: {
      data: RARE,
      settings: { scheme: "stratified", folds: 5, k: 1 },
      tell: "A class of two rows cannot be in five folds: three folds never ask about it.",
    },
    mended: {
      data: RARE,
      settings: { scheme: "stratified", folds: 2, k: 1 },
      tell: "With two folds each has one of them. More rows of the rare class would be better.",
    },
  },
};
