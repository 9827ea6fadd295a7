/** A connection of mysql2: `execute` prepares a statement and keeps it, `query` sends it as text. */
export interface MysqlConnection {
  execute(sql: string, values: unknown[], done: (error: Error | null, result: unknown) => void): void;
  query(sql: string, values: unknown[], done: (error: Error | null, result: unknown) => void): void;
  /** Gives a statement that is prepared already as it is. */
  prepare(sql: string, done: (error: Error | null, statement?: object) => void): void;
  destroy(): void;
}

/** Runs a statement as text. */
export function query(connection: MysqlConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, [], (error) => (error ? reject(error) : resolve()));
  });
}
