// Starts a Troth for one test file: the debug build, a practice of its own, a clock that begins where every journey
// expects it, and a temporary folder. Nothing is built here.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Friday, noon in Denver; two days before the clocks go back there. */
export const CLOCK = "2026-10-30T12:00:00-06:00";

const START_TRIES = 200;
const TRY_MILLISECONDS = 50;

export async function startServer({ practice = "browser/practice.toml", text, clock = CLOCK } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "troth-browser-"));
  // A practice that no file describes is written down first.
  const own = join(folder, "practice.toml");
  if (text !== undefined) await writeFile(own, text);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = process.env.TROTH_BINARY ?? join(root, "target/debug/troth");
  const child = spawn(
    program,
    ["serve", "--practice", text === undefined ? join(root, practice) : own, "--data", join(folder, "data"), "--listen", `127.0.0.1:${port}`]
      .concat(["--base-url", url, "--clock", clock, "--allow-clock"]),
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.on("data", (part) => (log += part));
  const ended = once(child, "exit").catch(() => {});

  const server = {
    url,
    log: () => log,
    /** The texts of the messages sent so far, oldest first. */
    async letters() {
      const mail = join(folder, "data/mail");
      const names = (await readdir(mail).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
      return Promise.all(names.map((name) => readFile(join(mail, name), "utf8")));
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok) return server;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, TRY_MILLISECONDS));
  }
  await server.stop();
  throw new Error(`the server did not start:\n${log}`);
}

/** The fictional practice of `troth demo`, with its gallery. */
export async function startDemo() {
  const program = process.env.TROTH_BINARY ?? join(root, "target/debug/troth");
  const child = spawn(program, ["demo", "--json", "--listen", `127.0.0.1:${await freePort()}`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (part) => (log += part));
  const ended = once(child, "exit");
  const line = await Promise.race([once(child.stdout, "data"), ended.then(() => undefined)]);
  if (!line) throw new Error(`the demo did not start:\n${log}`);
  const { url, sign_in: signIn } = JSON.parse(String(line[0]));
  return {
    url,
    signIn,
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}
