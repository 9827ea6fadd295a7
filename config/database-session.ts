/**
 * The settings of every session, so that a statement means the same whatever the server's defaults are. Each engine skips
 * the other's comment.
 *
 * - How text is read: a server that keeps backslashes as they are (NO_BACKSLASH_ESCAPES) would end a quoted value early,
 *   one with ANSI_QUOTES takes text for names, one without strict mode cuts values off. `NAMES` holds where a server
 *   ignores the character set of the handshake, or has an `init_connect`.
 * - How much is read, changed and compared: limits that guard people who type statements would cut off or refuse ours.
 * - How long it lasts: a process that hangs inside a transaction keeps its row locks for a few seconds only, and nobody
 *   waits longer for a lock. MariaDB ends a transaction that is idle; MySQL has no such limit and closes any idle
 *   connection instead, so the pool gives its connections back sooner. No connection of the pool is idle for longer than
 *   `wait_timeout`.
 * - On Galera a read waits for what other nodes have committed before; elsewhere that variable means nothing.
 */
const settings = [
  "NAMES utf8mb4 COLLATE utf8mb4_bin",
  "autocommit = 1",
  "SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  "time_zone = '+00:00'",
  "sql_safe_updates = 0",
  "sql_auto_is_null = 0",
  "sql_select_limit = 18446744073709551615",
  "sql_big_selects = 1",
  "foreign_key_checks = 1",
  "unique_checks = 1",
  "completion_type = 0",
  "group_concat_max_len = 1048576",
  "max_sort_length = 1024",
  "innodb_lock_wait_timeout = 5",
].join(", ");

const mariadb = "/*M!100300 , idle_transaction_timeout = 4, wait_timeout = 60, wsrep_sync_wait = 3 */";
const mysql = "/*!80000 , wait_timeout = 8 */";

/** The statements that a connection begins with. */
export const sessionStatements: readonly string[] = [
  // Gap locks of the default level block unrelated inserts; our guards are WHERE conditions and unique keys.
  "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE",
  `SET ${settings} ${mariadb} ${mysql}`,
];
