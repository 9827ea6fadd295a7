import { withDeadline } from "@seller-orchestra/durable";
import { Errors, type Middleware } from "moleculer";

const checkMs = 500;

/** Detects lost nodes in time, and ends the calls that they will never answer. */
export const detectLostNodes: Middleware = {
  name: "DetectLostNodes",
  // The framework checks heartbeats only once in `heartbeatTimeout`, so detection could take 6 s, and calls would time
  // out before they are rejected and retried on another node.
  async started(broker) {
    const discoverer = broker.registry?.discoverer as { checkRemoteNodes(): void } | undefined;
    if (discoverer) setInterval(() => discoverer.checkRemoteNodes(), checkMs).unref();
  },
  // The framework never settles a call that timed out, and its tracker would wait for it at every stop.
  remoteAction(next, action) {
    return function settled(ctx) {
      const { timeout } = ctx.options;
      if (!timeout) return next.call(this, ctx);
      const late = () => new Errors.RequestTimeoutError({ action: action.name ?? "", nodeID: ctx.nodeID ?? "" });
      // After the framework's own time-out, which answers the caller.
      return withDeadline(next.call(this, ctx), timeout + 50, late);
    };
  },
};
