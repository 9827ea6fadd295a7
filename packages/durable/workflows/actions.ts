/** Actions by name: what each takes and gives. One that changes state takes an `idempotency_key`, and repeats its result. */
export type ActionMap<A> = { [Name in keyof A]: { params: unknown; result: unknown } };

/** Names of actions that change state. */
export type WriteName<A extends ActionMap<A>> = {
  [Name in keyof A & string]: A[Name]["params"] extends { idempotency_key: string } ? Name : never;
}[keyof A & string];

/** Parameters of a step's action without the idempotency key, which the engine adds. */
export type StepParams<A extends ActionMap<A>, Name extends keyof A> = Omit<A[Name]["params"], "idempotency_key">;

/** The action that compensates a change; the engine adds the key of the step that it undoes. */
export interface Undo<A extends ActionMap<A>, Name extends WriteName<A> = WriteName<A>> {
  action: Name;
  params: Omit<StepParams<A, Name>, "undoes">;
}
