import { createConnection, type RowDataPacket } from "mysql2/promise";

/** What a database has done since its start. */
export interface Counters {
  /** Statements that clients sent. */
  statements: number;
  /** Transactions of several statements that were committed. */
  commits: number;
  /** Times that the log was synced to the disk. */
  fsyncs: number;
}

/** Reads a database's own counters. */
export async function openCounters(databaseUrl: string): Promise<{ read(): Promise<Counters>; end(): Promise<void> }> {
  const connection = await createConnection({ uri: databaseUrl });
  async function read(): Promise<Counters> {
    const [rows] = await connection.query<RowDataPacket[]>("SHOW GLOBAL STATUS");
    const of = (name: string) => Number(rows.find(({ Variable_name }) => Variable_name === name)?.Value ?? 0);
    return { statements: of("Questions"), commits: of("Com_commit"), fsyncs: of("Innodb_os_log_fsyncs") };
  }
  return { read, end: () => connection.end() };
}
