import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The launcher of the repository that this directory is in. */
export const LAUNCHER = resolve(import.meta.dirname, "..", "coffer");

/** Long enough for the launcher to build the server on its first use. */
const START_LIMIT_MS = 600_000;
const STOP_LIMIT_MS = 20_000;

/**
 * This process's environment without the settings of Coffer that its user may have there, which
 * would otherwise reach the server under test.
 */
export function environmentWithoutSettings() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith("COFFER_") || name === "COFFER_JAVA_OPTIONS",
    ),
  );
}

/** A Coffer server that the real launcher started, on a port that the system chose. */
export class Server {
  #process;
  #exited;
  #logFile;

  constructor(data, process, exited, logFile) {
    this.data = data;
    this.#process = process;
    this.#exited = exited;
    this.#logFile = logFile;
  }

  /**
   * Starts a server on a new data directory and waits until it is ready.
   *
   * @param {string} directory where its data and its log go
   * @param {string[]} flags further flags of `coffer serve`
   * @param {AbortSignal} interruption ends the wait
   */
  static async start(directory, flags, interruption) {
    mkdirSync(directory, { recursive: true });
    const data = join(directory, "data");
    const logFile = join(directory, "server.log");
    const log = openSync(logFile, "a", 0o600);
    const child = spawn(LAUNCHER, ["serve", "--data", data, "--port", "0", ...flags], {
      stdio: ["ignore", log, log],
      env: environmentWithoutSettings(),
      detached: true,
    });
    closeSync(log);
    const exited = new Promise((settle) => {
      child.once("exit", settle);
      child.once("error", settle);
    });
    const server = new Server(data, child, exited, logFile);
    try {
      await server.#ready(interruption);
    } catch (failure) {
      await server.stop();
      throw failure;
    }
    return server;
  }

  async #ready(interruption) {
    let over = false;
    this.#exited.then(() => (over = true));
    const deadline = Date.now() + START_LIMIT_MS;
    while (!existsSync(join(this.data, "server.url"))) {
      interruption.throwIfAborted();
      if (over || Date.now() > deadline) {
        throw new Error(`the server did not start:\n${this.logTail()}`);
      }
      await sleep(50);
    }
  }

  /** The last lines of the server's log, for a person who looks for the cause of a failure. */
  logTail() {
    return readFileSync(this.#logFile, "utf8").split("\n").slice(-30).join("\n");
  }

  /** Stops the server as an operator would, and by force if it does not stop in time. */
  async stop() {
    this.#signal("SIGTERM");
    const stopped = await Promise.race([
      this.#exited.then(() => true),
      sleep(STOP_LIMIT_MS, false, { ref: false }),
    ]);
    if (!stopped) {
      this.#signal("SIGKILL");
      await this.#exited;
    }
  }

  /** Reaches the launcher and what it started: they are one process group. */
  #signal(signal) {
    try {
      process.kill(-this.#process.pid, signal);
    } catch {
      // It has ended already, or never began.
    }
  }
}
