import { pino } from "pino";
import { env } from "./env.ts";

const logger = pino({ level: env.LOG_LEVEL, base: null });

/** An engine that this process works with, as its log and `/health/ready` name it. */
export type EngineName = "database" | `database_${number}` | "replica" | "nats" | "jetstream" | "redis";

/** The database of a shard. */
export const databaseName = (shard: number): EngineName => (shard === 0 ? "database" : `database_${shard}`);

const problems = new Map<EngineName, string>();

/** What is wrong with engines, as this process sees it: a sentence for each. */
export const engineProblems = (): Partial<Record<EngineName, string>> => Object.fromEntries(problems);

/** Whether problems are logged: not by a command, which says itself what keeps it from its work. */
export function logEngineProblems(on: boolean): void {
  logger.level = on ? env.LOG_LEVEL : "silent";
}

/** Notes and logs what is wrong with an engine, once for each sentence. */
export function engineFails(engine: EngineName, sentence: string): void {
  // Numbers in a sentence change all the time.
  const isNew = problems.get(engine)?.replace(/\d+/g, "") !== sentence.replace(/\d+/g, "");
  problems.set(engine, sentence);
  if (isNew) logger.warn(`The ${nameOf(engine)} ${sentence}`);
}

/** Notes that an engine serves. */
export function engineServes(engine: EngineName): void {
  if (problems.delete(engine)) logger.info(`The ${nameOf(engine)} serves again`);
}

const nameOf = (engine: EngineName): string => names[engine] ?? `database of shard ${engine.split("_")[1]}`;

const names: Partial<Record<EngineName, string>> = {
  database: "database",
  replica: "replica of DATABASE_READ_URL",
  nats: "NATS of NATS_URL",
  jetstream: "JetStream of NATS_URL",
  redis: "Redis of REDIS_URL",
};

/** What an error of an engine says of it, in words: what it is, and what would mend it. */
export function sentenceOf(error: unknown): string {
  const { parent, message, chainedError } = (error ?? {}) as Error & { parent?: Error; chainedError?: Error };
  const own = parent ?? chainedError ?? (error as Error);
  const code = String((own as { code?: unknown }).code ?? "");
  const known = sentences.find(([pattern]) => pattern.test(code) || pattern.test(String(own.message ?? message)));
  const sentence = known?.[1];
  if (typeof sentence === "function") return sentence(String(own.message ?? message));
  return sentence ?? `does not answer (${/^[A-Z_]+$/.test(code) ? code : own.name})`;
}

const lacksRight = (right = "") => `refuses this user a right that docs/engines.md names${right && `: ${right}`}`;

const sentences: [pattern: RegExp, sentence: string | ((message: string) => string)][] = [
  // The driver calls this error of MariaDB by another name.
  [/^ER_ACCOUNT_HAS_BEEN_LOCKED$|account is locked/, "has locked this user's account"],
  [/^ER_MUST_CHANGE_PASSWORD/, "takes this user's password no longer: it has expired"],
  [
    /^AUTH_SWITCH_PLUGIN_ERROR$/,
    (message) => `signs this user in by what the driver lacks: ${/plugin (\w+)/.exec(message)?.[1] ?? "a plugin"}`,
  ],
  // MariaDB says no more to who connects without TLS where it asks for it.
  [
    /^ER_ACCESS_DENIED/,
    "refuses the user or the password, or takes connections by TLS only (?ssl-mode=VERIFY_IDENTITY)",
  ],
  [
    /AUTHORIZATION_VIOLATION|Authorization Violation|WRONGPASS|NOAUTH|invalid password/i,
    "refuses the user or the password",
  ],
  [/^ER_BAD_DB_ERROR$/, "has no database of that name"],
  [
    /^ER_UNKNOWN_COM_ERROR$|WSREP|CLUSTERDOWN|no suitable peers|10008|no quorum/i,
    "has no quorum: a cluster needs more than half of its nodes",
  ],
  [/^ER_(OPTION_PREVENTS_STATEMENT|READ_ONLY_MODE)$/, "takes no writes: it is read-only"],
  [/^ER_CON_COUNT_ERROR$/, "has no connection left: DATABASE_POOL times processes is above max_connections"],
  [/^ER_(TOO_MANY_USER_CONNECTIONS|USER_LIMIT_REACHED)$/, "has no connection left for this user: raise its limit"],
  [/^ER_HOST_IS_BLOCKED$/, "takes no connection of this machine any more: run FLUSH HOSTS there"],
  [/^ER_SECURE_TRANSPORT_REQUIRED$/, "takes connections by TLS only: add ?ssl-mode=VERIFY_IDENTITY to the URL"],
  [
    /^ER_DBACCESS_DENIED_ERROR$/,
    `${lacksRight()}, or has no database of that name; rights of a role count where it is a default role`,
  ],
  [/^ER_\w+ACCESS_DENIED_ERROR$/, (message) => lacksRight(/^[A-Z ,]+(?= command denied)/.exec(message)?.[0])],
  [
    /^(NOPERM|ERR unknown command)|ACL failure|can't run this command|PERMISSIONS_VIOLATION|Permissions Violation/i,
    // What follows in an error of Redis are values.
    (message) => lacksRight(message.split(", with args")[0]),
  ],
  [/^ER_NET_PACKET_TOO_LARGE$/, "takes no statement of this size: set max_allowed_packet to 16M or more"],
  [
    /jetstream not enabled|^503$/i,
    "has no JetStream for this user: turn it on there, for the user's account too; that of another domain is not used",
  ],
  [/^OOM /, "has no memory left: set maxmemory-policy to volatile-lru"],
  [/^MISCONF /, "takes no writes: it cannot save to its disk"],
  [/^READONLY /, "takes no writes: it is a replica"],
  [
    /^ER_QUERY_TIMEOUT$|max_statement_time/,
    "takes longer for a statement than its max_statement_time or max_execution_time",
  ],
  [/^ER_BINLOG_STMT_MODE_AND_ROW_ENGINE$/, "takes no writes with binlog_format = STATEMENT: set it to MIXED or ROW"],
  [/^ER_SERVER_OFFLINE_MODE$/, "takes no connections: it is in offline mode"],
  [/init_connect/, "takes no connections: its init_connect fails"],
  [/FULL|ENOSPC/, "has no room left on its disk"],
  [/ENOTFOUND|EAI_AGAIN/, "has a host name that is not known"],
  [/ECONNREFUSED|CONNECTION_REFUSED/, "does not answer: nothing listens there"],
  [/ETIMEDOUT|TIMEOUT|EHOSTUNREACH|ENETUNREACH/i, "does not answer in time"],
];
