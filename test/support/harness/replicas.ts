import { product } from "./index.ts";

/** Has a second process serve `service` during the tests of this `describe`, where services have processes of their own. */
export function withReplica(service: string): void {
  let replica: { stop(): Promise<void> } | undefined;
  before(`a second process of ${service} starts`, async function () {
    this.timeout(180_000);
    replica = await product().startReplica(service);
  });
  after(() => replica?.stop());
}
