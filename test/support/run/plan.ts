/** A part of the tests that mocha runs. */
export interface MochaPart {
  name: "unit" | "contract" | "embedded" | "distributed" | "faults" | "clusters";
  title: string;
  folders: string[];
  /** TEST_PROFILE of the harness; none where no broker is started by it. */
  profile?: "embedded" | "distributed";
  timeout: number;
  /** Left out unless it or its files are named: it needs packages that few machines have. */
  onRequest?: boolean;
}

// Scenarios, and the hostile suite of docs/security.md.
const throughHttp = ["test/integration", "test/security"];

/** In the order in which they run: the quickest answer first. */
export const mochaParts: MochaPart[] = [
  { name: "unit", title: "Unit tests", folders: ["test/unit", "packages/durable/test"], timeout: 20_000 },
  { name: "contract", title: "Architecture and contract tests", folders: ["test/contract"], timeout: 60_000 },
  {
    name: "embedded",
    title: "Integration tests, embedded profile (one process, SQLite)",
    folders: throughHttp,
    profile: "embedded",
    timeout: 120_000,
  },
  {
    name: "distributed",
    title: "Integration tests, distributed profile (processes over NATS, MariaDB, Redis)",
    folders: throughHttp,
    profile: "distributed",
    timeout: 120_000,
  },
  { name: "faults", title: "Fault tests", folders: ["test/faults"], profile: "distributed", timeout: 120_000 },
  {
    name: "clusters",
    title: "Clusters of engines",
    folders: ["test/clusters"],
    profile: "distributed",
    timeout: 170_000,
    onRequest: true,
  },
];

/** The parsed command line. */
export interface Plan {
  parts: MochaPart[];
  /** Lint, types and the documents that are made: only when everything is run. */
  checks: boolean;
  /** Spec files; none means all of the part's. */
  files: string[];
  /** Passed on to mocha, e.g. `--grep x`. */
  options: string[];
}

/**
 * Reads the arguments: names of parts, spec files (which choose their parts when none is named) and mocha's options,
 * from the first that begins with a dash. Throws an Error that says what may be written.
 */
export function planRun(args: string[]): Plan {
  const firstOption = args.findIndex((arg) => arg.startsWith("-"));
  const words = firstOption < 0 ? args : args.slice(0, firstOption);
  const names = words.filter((word) => mochaParts.some(({ name }) => name === word));
  const files = words.filter((word) => !names.includes(word)).map((word) => word.replace(/^\.\//, ""));
  const unknown = files.find((file) => !file.endsWith(".spec.ts"));
  if (unknown) {
    const known = mochaParts.map(({ name }) => name).join(", ");
    throw new Error(`"${unknown}" is neither a part (${known}) nor a .spec.ts file.`);
  }
  const parts = mochaParts
    .filter(({ name, onRequest }) => (names.length === 0 ? !onRequest || files.length > 0 : names.includes(name)))
    .filter((part) => files.length === 0 || filesOf(part, files).length > 0);
  if (parts.length === 0) throw new Error(`No part has the files ${files.join(", ")}.`);
  return { parts, checks: args.length === 0, files, options: firstOption < 0 ? [] : args.slice(firstOption) };
}

/** Those of the files that lie in the part's folders. */
export function filesOf(part: MochaPart, files: string[]): string[] {
  return files.filter((file) => part.folders.some((folder) => file.startsWith(`${folder}/`)));
}

/** Spec files that mocha runs in one process. */
export interface Group {
  title: string;
  files: string[];
  /** They measure how long something takes, so that nothing may run beside them. */
  alone?: boolean;
}

// A cluster of their own, or nothing beside them. Those that run longest come last, for the other lanes to begin with.
const apart = [
  { folder: "test/faults/alone/", title: "Fault tests that measure time", alone: true },
  { folder: "test/faults/kills/", title: "Fault tests: every step of placing and returning killed" },
  { folder: "test/faults/cluster/", title: "Fault tests over a cluster" },
];

/** A part's files by the process that they run in. */
export function groupsOf({ title }: MochaPart, files: string[]): Group[] {
  const folderOf = (file: string) => apart.find(({ folder }) => file.startsWith(folder));
  const groups: Group[] = apart.map((group) => ({ ...group, files: files.filter((file) => folderOf(file) === group) }));
  return [{ title, files: files.filter((file) => !folderOf(file)) }, ...groups].filter(({ files }) => files.length > 0);
}
