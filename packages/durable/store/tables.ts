import { journalVersion } from "../workflows/journal.ts";
import { insertNew } from "./statements.ts";
import type { Store } from "./store.ts";

/**
 * Makes the engine's tables where they are not there yet: outbox, inbox, idempotency keys and dead letters of the
 * store's service, and the journal of workflows. `tags` are columns of runs that the product adds, by name and SQL type.
 */
export async function createTables(store: Store, tags: Record<string, string> = {}): Promise<void> {
  for (const statement of statementsOf(store, tags)) await store.run(statement);
  await insertNew(store, "workflow_journal", { version: journalVersion });
}

function statementsOf({ dialect, service }: Store, tags: Record<string, string>): string[] {
  const server = dialect === "mariadb";
  const key = server ? "BIGINT PRIMARY KEY AUTO_INCREMENT" : "INTEGER PRIMARY KEY AUTOINCREMENT";
  const document = server ? "MEDIUMTEXT" : "TEXT";
  const indexes: string[] = [];
  const table = (name: string, columns: string[], keys: [index: string, columns: string][] = []) => {
    const inside = server ? keys.map(([index, of]) => `INDEX ${name}_${index} (${of})`) : [];
    if (!server)
      indexes.push(...keys.map(([index, of]) => `CREATE INDEX IF NOT EXISTS ${name}_${index} ON ${name} (${of})`));
    const text = server ? "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin" : "";
    return `CREATE TABLE IF NOT EXISTS ${name} (${[...columns, ...inside].join(", ")}) ${text}`;
  };
  const event = ["fact_id VARCHAR(40) NOT NULL", "name VARCHAR(80) NOT NULL", `fact ${document} NOT NULL`];
  const outbox = ["fact_id VARCHAR(40) NOT NULL UNIQUE", ...event.slice(1), "aggregate_id VARCHAR(64) NOT NULL"];
  const request = ["action VARCHAR(80) NOT NULL", "request_hash VARCHAR(44) NOT NULL", "subject_id VARCHAR(64)"];
  const replay = [
    "created_at BIGINT NOT NULL",
    "replay_asked_at BIGINT",
    "replayed_at BIGINT",
    "resolution VARCHAR(10)",
  ];
  const letter = [
    "consumer VARCHAR(80) NOT NULL",
    ...event,
    "error TEXT NOT NULL",
    "tries INTEGER NOT NULL",
    ...replay,
  ];
  return [
    table(
      `${service}_outbox`,
      [`id ${key}`, ...outbox, "created_at BIGINT NOT NULL", "sent_at BIGINT"],
      [
        ["unsent", "sent_at, id"],
        ["aggregate", "aggregate_id"],
      ],
    ),
    table(
      `${service}_inbox`,
      ["consumer VARCHAR(80)", "fact_id VARCHAR(40)", "handled_at BIGINT NOT NULL", "PRIMARY KEY (consumer, fact_id)"],
      [["age", "handled_at"]],
    ),
    table(
      `${service}_idempotency`,
      ["idempotency_key VARCHAR(191) PRIMARY KEY", ...request, `result ${document}`, "created_at BIGINT NOT NULL"],
      [
        ["age", "created_at"],
        ["subject", "subject_id"],
      ],
    ),
    table(`${service}_dead_letters`, [`id ${key}`, ...letter, "UNIQUE (consumer, fact_id)"]),
    table(
      "workflow_runs",
      [`id ${key}`, ...columnsOfRun(document, tags)],
      [
        ["lease", "state, lease_until"],
        ["age", "ended_at"],
        ["in_state", "state, id"],
        ["of_workflow", "workflow, id"],
        ["of_subject", "subject, id"],
        ["waits", "waits_for"],
      ],
    ),
    table("workflow_signals", [`id ${key}`, ...columnsOfSignal, "UNIQUE (topic, signal_id)"], [["age", "created_at"]]),
    table("workflow_steps", [...columnsOfStep, `data ${document} NOT NULL`, "PRIMARY KEY (run_id, place)"]),
    table("workflow_journal", ["version INTEGER PRIMARY KEY"]),
    ...indexes,
  ];
}

const columnsOfRun = (document: string, tags: Record<string, string>): string[] => [
  "public_id VARCHAR(40) NOT NULL UNIQUE",
  "run_key VARCHAR(191) NOT NULL UNIQUE",
  "workflow VARCHAR(80) NOT NULL",
  "version INTEGER NOT NULL DEFAULT 1",
  "subject VARCHAR(64) NOT NULL",
  "request_hash VARCHAR(44) NOT NULL",
  ...Object.entries(tags).map(([name, type]) => `${name} ${type}`),
  "actor VARCHAR(255) NOT NULL",
  "request_id VARCHAR(128)",
  "state VARCHAR(10) NOT NULL",
  "erased TINYINT NOT NULL DEFAULT 0",
  "committed TINYINT NOT NULL DEFAULT 0",
  ...["input", "steps", "result", "error"].map((name) => `${name} ${document}`),
  "lease_owner VARCHAR(120) NOT NULL",
  "lease_until BIGINT NOT NULL",
  "attempts INTEGER NOT NULL DEFAULT 1",
  "taken_up INTEGER NOT NULL DEFAULT 0",
  "unfit_since BIGINT",
  "created_at BIGINT NOT NULL",
  "updated_at BIGINT NOT NULL",
  "ended_at BIGINT",
  "waits_for VARCHAR(120)",
];

const columnsOfSignal = [
  "topic VARCHAR(120) NOT NULL",
  "signal_id VARCHAR(120) NOT NULL",
  "payload TEXT NOT NULL",
  "created_at BIGINT NOT NULL",
];

const columnsOfStep = [
  "run_id VARCHAR(40)",
  "place VARCHAR(191)",
  "seq INTEGER NOT NULL",
  "name VARCHAR(120) NOT NULL",
  "state VARCHAR(10) NOT NULL",
];
