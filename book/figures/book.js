// Starts the figures of a page: loads the library's WebAssembly once and hands it to each.

const places = [...document.querySelectorAll(".ow-live")];

if (places.length > 0) {
  const wasm = await import("openwork/wasm/openwork_web.js");
  await wasm.default();
  let first = null;
  for (const place of places) {
    const options = Object.fromEntries((place.dataset.options || "").split(" ").filter(Boolean).map((option) => option.split("=")));
    const { mount } = await import(`openwork/${place.dataset.figure}.js`);
    place.replaceChildren();
    const view = await mount(place, { kind: "live", wasm, options });
    first ??= view;
  }
  const { link } = await import("openwork/terms.js");
  link(first);
  document.documentElement.dataset.figures = "ready";
}
