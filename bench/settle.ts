import { setTimeout as wait } from "node:timers/promises";
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";

/** Watches the pending background work of a database. */
export interface Watch {
  /** Resolves when every consumer has handled every event and no message waits; throws after two minutes. */
  settled(): Promise<void>;
  end(): Promise<void>;
}

const stepTimeout = 120_000;

/** Watches a migrated database. */
export async function watch(databaseUrl: string): Promise<Watch> {
  const connection = await createConnection({ uri: databaseUrl });
  const [tables] = await connection.query<RowDataPacket[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE '%\\_outbox'",
  );
  const open = tables.map(({ name }) => `EXISTS (SELECT 1 FROM ${name} WHERE sent_at IS NULL)`);
  open.push("EXISTS (SELECT 1 FROM notifications WHERE state = 'queued')");
  return {
    async settled() {
      const deadline = Date.now() + stepTimeout;
      while (await isBusy(connection, open)) {
        if (Date.now() > deadline) throw new Error("There is still work to do after two minutes.");
        await wait(20);
      }
    },
    end: () => connection.end(),
  };
}

async function isBusy(connection: Connection, open: string[]): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>(`SELECT ${open.join(" OR ")} AS busy`);
  return Number(rows[0]?.busy) === 1;
}
