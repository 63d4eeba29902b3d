// Takes a picture of every private page at two widths, light and dark: `scripts/pictures` starts it.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DESKTOP, PHONE, startBrowser, visit } from "./browser.js";
import { walkOneDevice } from "./one_device.js";
import { walkAll } from "./private.js";
import { startDemo } from "./server.js";
import { walkTogether } from "./together.js";

const [, , folder, wanted = "."] = process.argv;
const names = new RegExp(wanted);
const sizes = { phone: PHONE, wide: DESKTOP };

async function look(page, name) {
  if (!names.test(name)) return;
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize(PHONE);
}

await mkdir(folder, { recursive: true });
const [server, browser] = await Promise.all([startDemo(), startBrowser()]);
try {
  await walkAll(server, (journey) => visit(browser, server, {}, journey), look);
  await walkTogether(browser, look);
  await walkOneDevice(browser, look);
} finally {
  await Promise.all([browser.close(), server.stop()]);
}
