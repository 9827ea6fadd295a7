type Write = (fields: object, message: string) => void;

/** Where the engine writes what an operator should know. */
export interface Logger {
  info: Write;
  warn: Write;
  error: Write;
}
