/** What the engine knows of an event; it carries the rest of it. */
export interface EventRecord {
  id: string;
  name: string;
  /** The record that it is about. */
  aggregate: { id: string };
}
