import { expect } from "chai";
import { createConnection, type RowDataPacket } from "mysql2/promise";

/** Checks that no service has a dead letter: every consumer has handled every event. */
export async function assertNoDeadLetters(databaseUrl: string): Promise<void> {
  const connection = await createConnection(databaseUrl);
  try {
    const [tables] = await connection.query<RowDataPacket[]>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE '%\\_dead\\_letters'",
    );
    for (const { name } of tables) {
      const [letters] = await connection.query<RowDataPacket[]>(`SELECT consumer, name, error FROM ${name} LIMIT 5`);
      expect(letters, name).to.deep.equal([]);
    }
  } finally {
    await connection.end();
  }
}
