// Draws the pictures under crates/server/assets/images from their drawings, with the Chromium of the journeys. Needed only to
// change a drawing: what it makes is committed.
//
//   npm ci --prefix browser && node scripts/images/make.mjs
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { chromium } = createRequire(`${root}browser/package.json`)("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
const pictures = [
  ["scripts/images/card.svg", "card", 1200, 630, "#fbf8f3"],
  ["crates/server/assets/icon.svg", "icon-32", 32, 32, "transparent"],
  ["crates/server/assets/icon.svg", "icon-180", 180, 180, "#fbf8f3"],
];
for (const [drawing, name, width, height, ground] of pictures) {
  const source = Buffer.from(await readFile(`${root}${drawing}`)).toString("base64");
  await page.setViewportSize({ width, height });
  await page.setContent(
    `<style>*{margin:0}body{background:${ground}}img{display:block;width:${width}px;height:${height}px}</style>` +
      `<img src="data:image/svg+xml;base64,${source}">`,
  );
  await page.screenshot({ path: `${root}crates/server/assets/images/${name}.png`, omitBackground: true });
}
await browser.close();
