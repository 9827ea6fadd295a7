import { Agent, request } from "undici";

// A bare loop of undici: `bare.ts <url> <paths> <posts> <bytes of a body>`. It posts as many bodies to as many endpoints, ten at
// a time to each, as the product does, and prints how long it took and the processor time of that.
const [url = "", paths = "30", posts = "1000", bytes = "700"] = process.argv.slice(2);
const dispatcher = new Agent({ connections: 20, pipelining: 1 });
const body = JSON.stringify({ data: "x".repeat(Number(bytes) - 11) });
const headers = { "content-type": "application/json", "webhook-id": "bare" };
// Of each endpoint. After a second a post takes 0.017 ms, and 0.028 ms before that.
const warmup = 2_000;
const each = Math.ceil(Number(posts) / Number(paths));

async function post(path: string, many: number): Promise<void> {
  for (let left = many; left > 0; left--) {
    const answer = await request(url + path, { method: "POST", headers, body, dispatcher });
    await answer.body.dump();
  }
}

const lanes = (many: number) =>
  Promise.all(
    Array.from({ length: Number(paths) * 10 }, (_, lane) =>
      post(`/good/${Math.floor(lane / 10)}`, Math.ceil(many / 10)),
    ),
  );
// The first are slower: connections are made, and functions compiled. The service has had its own by then.
await lanes(warmup);
const [started, cpuBefore] = [performance.now(), process.cpuUsage()];
await lanes(each);
const cpu = process.cpuUsage(cpuBefore);
const done = Math.ceil(each / 10) * 10 * Number(paths);
console.log(JSON.stringify({ posts: done, ms: performance.now() - started, cpuMs: (cpu.user + cpu.system) / 1_000 }));
await dispatcher.close();
