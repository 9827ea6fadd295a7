import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "./find.ts";
import { guard } from "./guard.ts";
import { type Handle, serverHandle } from "./handle.ts";
import type { Link } from "./links.ts";
import { argsOf, databaseUrl, type MariadbSettings, mariadb, pingDatabase, variablesOf } from "./mariadb.ts";
import { findFreePorts } from "./ports.ts";
import { runProgram } from "./recipe.ts";
import type { ServerCluster } from "./server-cluster.ts";

/** The library of Galera 4 where Debian has it. */
const provider = "/usr/lib/galera/libgalera_smm.so";
const password = "galera";
const isRoot = process.getuid?.() === 0;

/**
 * Starts a Galera cluster of some nodes, the first of which founds it: on loopback addresses of their own, or on links that
 * can be cut.
 */
export async function startGalera(
  count: number,
  settings: MariadbSettings = {},
  links?: Link[],
): Promise<ServerCluster> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-galera-"));
  guard.folder(folder);
  await chmod(folder, 0o755);
  const [port = 0, group = 0, ist = 0] = await findFreePorts(3);
  const hosts = Array.from({ length: count }, (_, at) => links?.[at]?.host ?? `127.0.1.${at + 1}`);
  const nodes: Handle[] = [];
  for (const [at, host] of hosts.entries()) {
    const first = nodes.length === 0;
    const place = { folder: join(folder, host), port, password };
    await mkdir(place.folder);
    // A state transfer brings the files of the first node; only that one begins with its own.
    if (first) await mariadb(settings).prepare(place, (binary, args) => [findProgram(binary) ?? binary, ...args]);
    else for (const part of ["data", "tmp"]) await mkdir(join(place.folder, part));
    // As root, rsync would write as nobody and not be let: so the whole node is nobody's.
    if (isRoot) await runProgram(["chown", "-R", "nobody", place.folder]);
    let founding = first;
    const node = serverHandle(`galera ${host}`, {
      url: databaseUrl(place).replace("127.0.0.1", host),
      logFile: join(folder, `${host}.log`),
      command: () => {
        const own = argsOf(place).map((arg) =>
          arg.replace("--bind-address=127.0.0.1", `--bind-address=${host}`).replace("--user=root", "--user=nobody"),
        );
        const args = [...own, ...variablesOf({ ...settings, ...wsrep(host, hosts, { group, ist }) })];
        const found = founding ? ["--wsrep-new-cluster"] : [];
        founding = false;
        const known = first ? args : args.filter((arg) => !arg.startsWith("--init-file"));
        const command: [string, ...string[]] = [findProgram("mariadbd") ?? "mariadbd", ...known, ...found];
        return links?.[at]?.within(command) ?? command;
      },
      ping: pingDatabase,
    });
    await node.start();
    nodes.push(node);
  }
  const list = hosts.map((host) => `${host}:${port}`).join(",");
  const url = (nodes[0]?.url ?? "").replace(/@[^/]+/, `@${list}`);
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  return { nodes, url, stop };
}

function wsrep(host: string, hosts: string[], { group, ist }: { group: number; ist: number }): MariadbSettings {
  const options = `gmcast.listen_addr=tcp://${host}:${group};ist.recv_addr=${host}:${ist};evs.keepalive_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT5S`;
  return {
    wsrep_on: "ON",
    wsrep_provider: provider,
    wsrep_cluster_address: `gcomm://${hosts.map((each) => `${each}:${group}`).join(",")}`,
    wsrep_node_address: `${host}:${group}`,
    wsrep_sst_receive_address: `${host}:${ist + 1}`,
    wsrep_sst_method: "rsync",
    wsrep_provider_options: options,
    binlog_format: "ROW",
    innodb_autoinc_lock_mode: 2,
    innodb_buffer_pool_size: "128M",
  };
}
