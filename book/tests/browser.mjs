// A headless Chromium driven over chromedriver's HTTP protocol (W3C WebDriver), without any package: node and Debian's
// `chromium` and `chromium-driver` are enough. CHROMIUM and CHROMEDRIVER name others.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, afterEach, before, beforeEach } from "node:test";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the book, which is built into its `build`. */
export const BOOK = join(dirname(fileURLToPath(import.meta.url)), "..");

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json",
  ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2",
};

/** Serves a folder on 127.0.0.1; gives its address and what was asked for. */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname)).replace(/\/$/, "/index.html");
    try {
      const body = await readFile(join(folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Starts chromedriver and one session. */
export async function open() {
  const driver = spawn(process.env.CHROMEDRIVER ?? "chromedriver", ["--port=0"], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((found, failed) => {
    let said = "";
    driver.stdout.on("data", (data) => {
      said += data;
      const match = /successfully on port (\d+)/.exec(said);
      if (match) found(match[1]);
    });
    driver.on("error", failed);
    driver.on("exit", (code) => failed(new Error(`chromedriver left with ${code}: ${said}`)));
  });
  const profile = await mkdtemp(join(tmpdir(), "book-test-"));
  const base = `http://127.0.0.1:${port}/session`;
  const call = async (method, path, body) => {
    const answer = await fetch(base + path, { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  const args = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", `--user-data-dir=${profile}`, "--window-size=1200,900",
  ];
  const options = { args, binary: process.env.CHROMIUM ?? "/usr/bin/chromium" };
  const capabilities = { browserName: "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { browser: "ALL", performance: "ALL" } };
  const { sessionId } = await call("POST", "", { capabilities: { alwaysMatch: capabilities } });
  const at = `/${sessionId}`;

  const page = {
    go: (url) => call("POST", `${at}/url`, { url }),
    /** Runs a function in the page; promises are waited for. */
    run: (f, ...args) => call("POST", `${at}/execute/sync`, { script: `return (${f})(...arguments)`, args }),
    find: (selector) => call("POST", `${at}/element`, { using: "css selector", value: selector }),
    click: async (selector) => call("POST", `${at}/element/${(await page.find(selector))[ELEMENT]}/click`, {}),
    type: async (selector, text) => call("POST", `${at}/element/${(await page.find(selector))[ELEMENT]}/value`, { text }),
    cdp: (cmd, params = {}) => call("POST", `${at}/goog/cdp/execute`, { cmd, params }),
    actions: (actions) => call("POST", `${at}/actions`, { actions }),
    /** Waits until the function gives something true in the page. */
    until: async (f, ...args) => {
      for (let i = 0; i < 100; i++) {
        const value = await page.run(f, ...args);
        if (value) return value;
        await new Promise((later) => setTimeout(later, 50));
      }
      throw new Error(`waited in vain for ${f}`);
    },
    /** A real mouse click at a place in the window. */
    clickAt: (x, y) => page.mouse([["move", x, y], ["down"], ["up"]]),
    mouse: (moves) =>
      page.actions([
        {
          type: "pointer", id: "mouse", parameters: { pointerType: "mouse" },
          actions: moves.map(([what, x, y]) =>
            what === "move" ? { type: "pointerMove", x: Math.round(x), y: Math.round(y), duration: 20 } : { type: what === "down" ? "pointerDown" : "pointerUp", button: 0 },
          ),
        },
      ]),
    keys: (...keys) => page.actions([{ type: "key", id: "keys", actions: keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]) }]),
    screenshot: async () => Buffer.from(await call("GET", `${at}/screenshot`), "base64"),
    /** The console's errors and the addresses asked for since the last call. */
    logs: async () => {
      const console = (await call("POST", `${at}/se/log`, { type: "browser" })).filter((entry) => entry.level === "SEVERE" || entry.level === "WARNING");
      const events = (await call("POST", `${at}/se/log`, { type: "performance" })).map((entry) => JSON.parse(entry.message).message);
      const asked = events.filter((event) => event.method === "Network.requestWillBeSent").map((event) => event.params.request.url).filter((url) => !url.startsWith("chrome:")); // the browser's own first page
      return { console: console.map((entry) => entry.message), asked };
    },
    /** A window of this size, in light or dark, that has the focus, whatever the browser's own parts do. */
    look: async ({ width = 1200, height = 900, scheme = "light" } = {}) => {
      await page.cdp("Emulation.setFocusEmulationEnabled", { enabled: true });
      await page.cdp("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
      await page.cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    },
    close: async () => {
      await call("DELETE", at).catch(() => {});
      driver.kill();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return page;
}

/** Opens the built book for the tests of a file, and hands the page and the server over before the first of them. */
export function driven(take) {
  let page;
  let server;

  before(async () => {
    server = await serve(join(BOOK, "build"));
    page = await open();
    take(page, server);
  });

  after(async () => {
    await page?.close();
    server?.close();
  });

  beforeEach(async () => {
    await page.look();
    await page.logs();
  });

  // Whatever a test does, the console stays silent and nothing is asked of any other server.
  afterEach(async () => {
    const { console, asked } = await page.logs();
    assert.deepEqual(console, []);
    assert.deepEqual(asked.filter((url) => !url.startsWith(`${server.origin}/`) && !/^(data|about|file):/.test(url)), []);
  });
}
