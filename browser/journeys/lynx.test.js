// Lynx, a browser of text alone from the year 1992, books a talk: no picture, no style, no script.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startServer } from "../support/server.js";

const LYNX_MILLISECONDS_MAX = 60_000;

let server;
let folder;
before(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "troth-lynx-"));
});
after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const press = (key, times = 1) => Array(times).fill(`key ${key}`);
const type = (text) => [...text].map((letter) => `key ${letter === " " ? "<space>" : letter}`);
/** Goes to the link or button that these words are in. */
const find = (words) => [...press("/"), ...type(words), ...press("^J")];

test("a browser of text books a talk", async () => {
  const keys = [
    ...find("Book: see"),
    ...press("^J"),
    ...find("2:30 pm"),
    ...press("^J"),
    // The field for a name comes right after this link.
    ...find("Choose another"),
    ...press("Down Arrow"),
    ...type("Robin Example"),
    // Past the practice's own number, which is a link, to the field for a phone.
    ...press("Down Arrow", 2),
    ...type("801-555-0134"),
    // Past the field for e-mail to the first box, from where a search can begin.
    ...press("Down Arrow", 2),
    ...find("Book Friday"),
    ...press("^J"),
    ...press("q"),
    ...press("y"),
  ];
  const script = join(folder, "keys");
  await writeFile(script, `${keys.join("\n")}\n`);
  // `script` gives it a terminal.
  const command = `stty rows 40 cols 100; exec lynx -nopause -accept_all_cookies -cmd_script=${script} ${server.url}/`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TERM: "vt100" },
    timeout: LYNX_MILLISECONDS_MAX,
  });
  let shown = "";
  child.stdout.on("data", (part) => (shown += part));
  await once(child, "exit");
  const text = shown.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, " ");
  assert.match(text, /It is booked/, text.replace(/\s+/g, ' ').slice(-1500));
  assert.match(text, /801-555-0134/);
});
