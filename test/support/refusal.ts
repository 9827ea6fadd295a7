/** The error of a refused call; undefined when it was accepted. */
export const refusal = (call: Promise<unknown>): Promise<{ type?: string; code?: number } | undefined> =>
  call.then(
    () => undefined,
    (error) => error,
  );
