/** An event that carries the trace in which it was published. */
export interface TracedEvent {
  id: string;
  name: string;
  request_id?: string | null;
  traceparent?: string;
}

/** What a statement does, and to which table first. */
export function statementOf(sql: string): { operation: string; table: string | undefined } {
  const [, operation = "SQL"] = /^\s*([A-Za-z]+)/.exec(sql) ?? [];
  const [, table] = /\b(?:FROM|INTO|UPDATE|JOIN)\s+[`"]?([A-Za-z_]\w*)/i.exec(sql) ?? [];
  return { operation: operation.toUpperCase(), table };
}
