// Data for the figures that the reader can change: made groups, pasted tables, clicks.

/** Uniform numbers in 0..1 from a seed: the same picture for every reader. */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Round groups of points: `[x, y, spread, count]` each; `labels` says which group a point was made in. */
export function groups(list, seed = 1) {
  const roll = dice(seed);
  const bell = () => roll() + roll() + roll() + roll() - 2; // near enough to a bell for a picture
  const points = [];
  const labels = [];
  list.forEach(([x, y, spread, count], label) => {
    for (let i = 0; i < count; i++) {
      points.push([x + spread * bell(), y + (Array.isArray(spread) ? 0 : spread) * bell()]);
      labels.push(label);
    }
  });
  return { points, labels, names: ["x", "y"] };
}

/** At most so many pasted points: the figure computes while the reader waits. */
export const MOST = 5000;

/**
 * Reads pasted text: numbers separated by commas, semicolons, tabs or spaces, one point a line, a header if there is one.
 * The first two columns that are numbers are the point; a column named `label` or `class`, or the first that is not a number,
 * is the class. Throws an Error that names the line.
 */
export function parse(text) {
  const rows = text.split(/\r?\n/).map((line, i) => ({ line: i + 1, cells: line.trim().split(/\s*[,;\t]\s*|\s+/) })).filter(({ cells }) => cells[0] !== "");
  if (rows.length === 0) throw new Error("nothing was pasted; wanted one point a line, such as 1.5, 2.0");
  const number = (cell) => (cell.trim() !== "" && Number.isFinite(Number(cell)) ? Number(cell) : null);
  const headed = rows.length > 1 && rows[0].cells.every((cell) => number(cell) === null);
  const head = headed ? rows.shift().cells : null;
  const columns = rows[0].cells.map((_, c) => c);
  const numeric = columns.filter((c) => number(rows[0].cells[c]) !== null);
  if (numeric.length < 2) throw new Error(`line ${rows[0].line}: ${numeric.length} numbers, wanted two or more`);
  const [a, b] = numeric;
  const c = head?.findIndex((name) => /^(label|class|species|target|y)$/i.test(name)) ?? -1;
  const named = c >= 0 && c !== a && c !== b ? c : (columns.find((column) => !numeric.includes(column)) ?? -1);
  if (rows.length > MOST) throw new Error(`${rows.length} points, wanted at most ${MOST}`);
  const classes = [];
  const labels = [];
  const points = rows.map(({ line, cells }) => {
    const point = [a, b].map((column) => number(cells[column] ?? ""));
    if (point.includes(null)) throw new Error(`line ${line}: ${cells.join(", ")}: wanted numbers in columns ${a + 1} and ${b + 1}`);
    const label = named < 0 ? "0" : (cells[named] ?? "");
    if (!classes.includes(label)) classes.push(label);
    labels.push(classes.indexOf(label));
    return point;
  });
  return { points, labels, names: head ? [head[a], head[b]] : ["x", "y"] };
}

/** The points with each feature at mean 0 and standard deviation 1. */
export function standardised({ points, labels, names }) {
  const scale = [0, 1].map((axis) => {
    const mean = points.reduce((sum, p) => sum + p[axis], 0) / points.length;
    const variance = points.reduce((sum, p) => sum + (p[axis] - mean) ** 2, 0) / points.length;
    return { mean, deviation: Math.sqrt(variance) || 1 };
  });
  return {
    points: points.map((p) => p.map((v, axis) => (v - scale[axis].mean) / scale[axis].deviation)),
    labels,
    names: names.map((name) => `${name} (standardised)`),
  };
}
