import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { guard } from "./guard.ts";

/** One server, which a test may stop and start again on the same port with the same data. */
export interface Handle {
  readonly url: string;
  readonly pid: number | undefined;
  /** Starts it unless it runs; resolves when it answers. */
  start(): Promise<void>;
  /** Stops it by SIGTERM, and by SIGKILL after 10 s. */
  stop(): Promise<void>;
  /** Sends a signal (SIGKILL); resolves when it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Freezes it: connections stay open without an answer. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** How a server is started and signalled; the first start of a container differs from the later ones. */
interface Launch {
  url: string;
  logFile: string;
  command(): [program: string, ...args: string[]];
  /** Sends a signal by other means than to the process that was spawned. */
  send?(signal: NodeJS.Signals): Promise<void>;
  ping(url: string): Promise<void>;
}

const startTimeout = 60_000;
const stopTimeout = 10_000;

/** Makes the handle of a server that is not running yet. */
export function serverHandle(name: string, launch: Launch): Handle {
  let child: ChildProcess | undefined;
  let frozen = false;
  const send = async (signal: NodeJS.Signals) => {
    if (!child) return;
    if (launch.send) await launch.send(signal);
    else child.kill(signal);
  };

  async function start(): Promise<void> {
    if (child) return;
    const started = run(launch);
    child = started;
    frozen = false;
    const ended = () => {
      child = undefined;
    };
    started.once("exit", ended).once("error", ended);
    await once(started, "spawn");
    await untilAnswers(name, launch, started);
  }

  async function pause(): Promise<void> {
    frozen = true;
    await send("SIGSTOP");
  }

  async function resume(): Promise<void> {
    if (frozen) await send("SIGCONT");
    frozen = false;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child) return;
    child.ref();
    const exited = once(child, "exit");
    // A frozen process receives no signal but SIGKILL until it is resumed.
    if (signal !== "SIGKILL") await resume();
    await send(signal);
    await exited;
  }

  async function stop(): Promise<void> {
    const lastResort = setTimeout(() => void send("SIGKILL"), stopTimeout);
    await end("SIGTERM").finally(() => clearTimeout(lastResort));
  }

  return {
    url: launch.url,
    get pid() {
      return child?.pid;
    },
    start,
    stop,
    kill: (signal = "SIGKILL") => end(signal),
    pause,
    resume,
  };
}

/** The handle of a server that the environment named. It cannot be started or stopped here. */
export function givenHandle(variable: string, url: string): Handle {
  const refuse = () =>
    Promise.reject(new Error(`This server was named by ${variable} and is not ours to stop: ask for a fresh one.`));
  return { url, pid: undefined, start: refuse, stop: refuse, kill: refuse, pause: refuse, resume: refuse };
}

function run(launch: Launch): ChildProcess {
  const [program, ...args] = launch.command();
  const log = openSync(launch.logFile, "a");
  try {
    // In its own process group: Ctrl-C must not stop the database while services are still draining.
    const child = spawn(program, args, { detached: true, stdio: ["ignore", log, log] });
    const { pid } = child;
    if (pid) {
      guard.watch(pid);
      child.once("exit", () => guard.release(pid));
      child.unref();
    }
    return child;
  } finally {
    closeSync(log);
  }
}

async function untilAnswers(name: string, launch: Launch, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeout;
  let reason: unknown;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    try {
      await launch.ping(launch.url);
      return;
    } catch (error) {
      reason = error;
      await wait(50);
    }
  }
  child.kill("SIGKILL");
  const lines = readFileSync(launch.logFile, "utf8").trimEnd().split("\n").slice(-15).join("\n");
  throw new Error(`${name} does not answer. Its last lines:\n${lines}`, { cause: reason });
}
