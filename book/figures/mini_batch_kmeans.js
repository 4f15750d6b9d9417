// Mini-batch k-means, batch by batch: the picture of k-means, in which the points of the batch are drawn twice as large.

import { format } from "openwork/draw.js";
import { KMeansView } from "openwork/kmeans.js";

/** Draws the figure in `root`: `{kind: "recording", data, recording}` or, in the book, `{kind: "live", wasm}`. */
export function mount(root, source) {
  if (source.kind === "live") return import("openwork/mini_batch_kmeans_live.js").then((live) => live.mount(root, source));
  const view = new MiniBatchKMeansView(root);
  view.load(source.data, source.recording);
  return view;
}

/** One frame a batch: the labels are those under the centres that the batch has moved. */
export class MiniBatchKMeansView extends KMeansView {
  get name() {
    return "mini-batch k-means";
  }

  get round() {
    return "step";
  }

  framesOf({ start, steps }) {
    const states = [{ after: start, step: null }, ...steps];
    return states.map(({ after, step }) => ({ ...after, round: after.step, batch: new Set(after.batch), step }));
  }

  rows({ round, step }) {
    return {
      step: round,
      "inertia, batch": step ? format(step.inertia, 6) : "–",
      "inertia, average": step?.average != null ? format(step.average, 6) : "–",
      "centres' shift²": step ? format(step.shift) : "–",
    };
  }

  said({ round, step }) {
    if (!step) return "Start: the centres are placed; every point is shown in the colour of the nearest one.";
    const anew = step.reassigned > 0 ? ` Centres that saw too few points and start anew: ${step.reassigned}.` : "";
    return `Step ${round}: the points drawn large are the batch, and each has pulled its nearest centre.${anew}`;
  }
}
