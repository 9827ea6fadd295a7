import { createServer } from "node:net";

// Below the range of ephemeral ports, because an outgoing connection could take a port between finding and using it.
// FREE_PORTS gives each of some processes that run side by side a part of its own.
const [lowest = 15_000, highest = 31_000] = (process.env.FREE_PORTS ?? "15000-31000").split("-").map(Number);

// Each process begins at another port and continues from there, so a port that was found is not found again.
let next = lowest + Math.floor(Math.random() * (highest - lowest));

/** Finds `count` free ports of 127.0.0.1, in no order, and other ones than in earlier calls. */
export async function findFreePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tries = 0; ports.length < count && tries < highest - lowest; tries++) {
    const candidate = next;
    next = candidate < highest ? candidate + 1 : lowest;
    if (await isPortFree(candidate)) ports.push(candidate);
  }
  if (ports.length < count) throw new Error(`No ${count} free ports between ${lowest} and ${highest} on 127.0.0.1.`);
  return ports;
}

/** Finds the first `count` consecutive free ports of 127.0.0.1 at or after `first`. */
export async function findConsecutivePorts(first: number, count: number): Promise<number[]> {
  for (let start = first; start + count - 1 <= 65_535; start++) {
    const ports = Array.from({ length: count }, (_, index) => start + index);
    const free = await Promise.all(ports.map((port) => isPortFree(port)));
    if (free.every(Boolean)) return ports;
  }
  throw new Error(`No ${count} consecutive free ports at or after ${first} on 127.0.0.1.`);
}

/** Whether something could listen on this port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
