// Starts a Troth for one test file: the debug build, a practice of its own, a clock that begins where every journey
// expects it, and a temporary folder. Nothing is built here.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Friday, noon in Denver; two days before the clocks go back there. */
export const CLOCK = "2026-10-30T12:00:00-06:00";

const START_TRIES = 200;
const TRY_MILLISECONDS = 50;

export async function startServer({ practice = "browser/practice.toml", text, clock = CLOCK, host = "127.0.0.1" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "troth-browser-"));
  // A practice that no file describes is written down first.
  const own = join(folder, "practice.toml");
  if (text !== undefined) await writeFile(own, text);
  const port = await freePort();
  const url = `http://${host}:${port}`;
  const data = join(folder, "data");
  const program = process.env.TROTH_BINARY ?? join(root, "target/debug/troth");
  let running;
  let log = "";

  async function start(clock) {
    const file = text === undefined ? join(root, practice) : own;
    const child = spawn(
      program,
      ["serve", "--practice", file, "--data", data, "--listen", `127.0.0.1:${port}`]
        .concat(["--base-url", url, "--clock", clock, "--allow-clock"]),
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    child.stderr.on("data", (part) => (log += part));
    running = { child, ended: once(child, "exit").catch(() => {}), ahead: Date.parse(clock) - Date.now() };
    for (let tries = 0; tries < START_TRIES; tries += 1) {
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, TRY_MILLISECONDS));
    }
    await server.stop();
    throw new Error(`the server did not start:\n${log}`);
  }

  async function end() {
    running.child.kill("SIGTERM");
    await running.ended;
  }

  const server = {
    url,
    log: () => log,
    /** The moment, as the server's clock shows it. */
    now: () => new Date(Date.now() + running.ahead),
    /** Lets so many hours pass: the server stops and starts again later. */
    async pass(hours) {
      const later = new Date(server.now().getTime() + hours * 3_600_000);
      await end();
      await start(later.toISOString());
    },
    /** Runs a command of the program on the same records; answers what it prints. */
    async command(...words) {
      const { stdout } = await promisify(execFile)(program, [...words, "--data", data]);
      return stdout;
    },
    /** The texts of the messages sent so far, oldest first. */
    async letters() {
      const mail = join(data, "mail");
      const names = (await readdir(mail).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
      return Promise.all(names.map((name) => readFile(join(mail, name), "utf8")));
    },
    async stop() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await start(clock);
  return server;
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
