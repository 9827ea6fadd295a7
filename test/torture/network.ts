import { setTimeout as wait } from "node:timers/promises";
import type { ClusterProcess } from "../../cli/cluster/process.ts";
import { between, chance, pick, type Random } from "../../demo-data/random.ts";
import type { Conditions } from "../support/network/lane.ts";
import type { Connects, Link } from "../support/network/link.ts";
import { type EngineName, engines, type Links } from "../support/network/links.ts";
import type { Fault } from "./faults.ts";

type Note = (line: string) => void;

/** The way of a process to an engine. */
interface Way {
  link: Link;
  name: string;
}

// Now and then a fault lasts longer than all time-outs together.
const longShare = 0.1;
const resetEveryMs = 500;

/** Faults of the network between processes and engines, by kind. */
export function networkFaults(processes: ClusterProcess[], links: Links): [string, Fault][] {
  const way = (part: ClusterProcess, engine: EngineName): Way => ({
    link: links.of(part, engine),
    name: `${part.name.slice(0, 12)}.${part.index} - ${engine}`,
  });
  const one = (random: Random) => [way(pick(random, processes), pick(random, engines))];
  // One process from one engine, or from all, or half of the processes from one.
  const some = (random: Random) => {
    const shape = random();
    if (shape < 0.6) return one(random);
    if (shape < 0.8) return allOf(pick(random, processes));
    const engine = pick(random, engines);
    const half = processes.filter(() => chance(random, 0.5));
    return half.length > 0 ? half.map((part) => way(part, engine)) : one(random);
  };
  const allOf = (part: ClusterProcess) => engines.map((engine) => way(part, engine));
  return [
    ["partition", (random, note) => silent(some(random), "both", random, note)],
    ["lost answers", (random, note) => silent(one(random), "answers", random, note)],
    ["slow link", (random, note) => slow(one(random), random, note)],
    ["reset", (random, note) => reset(one(random), random, note)],
  ];
}

async function silent(ways: Way[], direction: Conditions["silent"], random: Random, note: Note): Promise<void> {
  const connects = pick<Connects>(random, ["unanswered", "unanswered", "taken"]);
  const lost = chance(random, 0.5);
  await last(`${direction} silent, connections ${connects}${lost ? ", then lost" : ""}`, ways, random, note, {
    begin: (link) => link.silence(direction, connects),
    end: (link) => link.heal({ lost }),
  });
}

async function slow(ways: Way[], random: Random, note: Note): Promise<void> {
  const delayMs = Math.round(50 * 100 ** random());
  const jitterMs = Math.round(delayMs * random());
  const bytesPerSecond = chance(random, 0.3) ? between(random, 2_000, 50_000) : Number.POSITIVE_INFINITY;
  await last(`${delayMs} to ${delayMs + jitterMs} ms late, ${bytesPerSecond} B/s`, ways, random, note, {
    begin: (link) => link.slow({ delayMs, jitterMs, bytesPerSecond }),
    end: (link) => link.heal(),
  });
}

async function reset(ways: Way[], random: Random, note: Note): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await last("reset again and again", ways, random, note, {
    begin(link) {
      let inPiece = true;
      timer = setInterval(() => {
        link.reset({ inPiece });
        inPiece = !inPiece;
      }, resetEveryMs);
    },
    end: () => clearInterval(timer),
  });
}

interface Bounds {
  begin(link: Link): Promise<void> | void;
  end(link: Link): Promise<void> | void;
}

async function last(what: string, ways: Way[], random: Random, note: Note, { begin, end }: Bounds): Promise<void> {
  const ms = chance(random, longShare) ? between(random, 30_000, 60_000) : between(random, 1_000, 12_000);
  note(`${ways.map(({ name }) => name).join(", ")}: ${what}, for ${ms} ms`);
  try {
    await Promise.all(ways.map(({ link }) => begin(link)));
    await wait(ms);
  } finally {
    await Promise.all(ways.map(({ link }) => end(link)));
  }
}
