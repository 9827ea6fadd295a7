import { expect } from "chai";

/** Expects an error of a type and status. */
export async function refused(work: Promise<unknown>, type: string, code: number): Promise<void> {
  const error = await work.then(
    () => expect.fail(`It was not refused with ${type}.`),
    (thrown: unknown) => thrown,
  );
  expect(error).to.include({ type, code });
}

/** Expects an unknown outcome. */
export const unknown = (work: Promise<unknown>) => refused(work, "service_unavailable", 503);
