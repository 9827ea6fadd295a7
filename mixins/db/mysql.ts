/** A connection of mysql2, for statements that are not worth preparing. */
export interface MysqlConnection {
  query(sql: string, done: (error: Error | null) => void): void;
  destroy(): void;
}

/** Runs a statement as text. */
export function query(connection: MysqlConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error ? reject(error) : resolve()));
  });
}
