/** A connection of mysql2: `execute` prepares a statement, `query` sends it as text. */
export interface MysqlConnection {
  execute(sql: string, values: unknown[], done: (error: Error | null, result: unknown) => void): void;
  query(sql: string, values: unknown[], done: (error: Error | null, result: unknown) => void): void;
  destroy(): void;
}

/** Runs a statement as text. */
export function query(connection: MysqlConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, [], (error) => (error ? reject(error) : resolve()));
  });
}
