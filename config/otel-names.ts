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

/** Attributes of a step of an event's way, by the semantic conventions of messaging. */
export const messageAttributes = (step: "publish" | "process", event: TracedEvent, consumer: string) => ({
  "messaging.system": "seller-orchestra",
  "messaging.operation.type": step === "publish" ? "send" : "process",
  "messaging.destination.name": event.name,
  "messaging.message.id": event.id,
  ...(step === "process" ? { "messaging.consumer.group.name": consumer } : {}),
});
