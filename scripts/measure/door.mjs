// Bytes, largest contentful paint and layout shift of the public pages, each in a fresh browser context: nothing is cached.
import { PHONE, startBrowser } from "../../browser/support/browser.js";
import { startDemo } from "../../browser/support/server.js";

/** A slow line and a slow phone, as in the limits of the first visit. */
const LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER = 4;
const RUNS = 3;
/** What a first visit may cost; `first` is HTML and CSS. Heads of the answers count too. */
const LIMITS = { first: 14_000, all: 60_000, paint: 1500, shift: 0 };

const median = (numbers) => numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

const server = await startDemo();
const browser = await startBrowser();
const over = [];
try {
  const list = await (await fetch(`${server.url}/sitemap.xml`)).text();
  const pages = [...list.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
  console.log("| page | HTML + CSS, compressed kB | everything, kB | requests | largest paint, ms | layout shift |");
  console.log("|---|---|---|---|---|---|");
  for (const path of pages) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await visit(path));
    const [{ first, all, requests }] = runs;
    const paint = median(runs.map((run) => run.paint));
    const shift = Math.max(...runs.map((run) => run.shift));
    console.log(`| ${path} | ${kilobytes(first)} | ${kilobytes(all)} | ${requests} | ${Math.round(paint)} | ${shift.toFixed(3)} |`);
    const found = { first, all, paint, shift };
    for (const [what, most] of Object.entries(LIMITS)) if (found[what] > most) over.push(`${path}: ${what} ${found[what]} of ${most}`);
  }
} finally {
  await browser.close();
  await server.stop();
}
if (over.length > 0) {
  console.error(`over the limits:\n${over.join("\n")}`);
  process.exitCode = 1;
}

async function visit(path) {
  const context = await browser.newContext({ viewport: PHONE, locale: "en-US", timezoneId: "America/Denver" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", LINE);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const kinds = new Map();
  const sizes = [];
  session.on("Network.responseReceived", (event) => kinds.set(event.requestId, event.type));
  session.on("Network.loadingFinished", (event) => sizes.push([event.requestId, event.encodedDataLength]));
  await page.addInitScript(() => {
    globalThis.seen = { paint: 0, shift: 0 };
    const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    watch("largest-contentful-paint", (entry) => (globalThis.seen.paint = entry.startTime));
    watch("layout-shift", (entry) => (globalThis.seen.shift += entry.value));
  });
  await page.goto(`${server.url}${path}`, { waitUntil: "networkidle" });
  await page.evaluate(() => document.fonts.ready);
  const { paint, shift } = await page.evaluate(() => globalThis.seen);
  const of = (wanted) => sizes.filter(([id]) => wanted.includes(kinds.get(id))).reduce((sum, [, size]) => sum + size, 0);
  const result = { first: of(["Document", "Stylesheet"]), all: sizes.reduce((sum, [, size]) => sum + size, 0), requests: sizes.length, paint, shift };
  await context.close();
  return result;
}
