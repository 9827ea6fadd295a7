import { Errors, type Middleware } from "moleculer";
import { withDeadline } from "../mixins/jobs/deadline.ts";

const checkMs = 500;

/** Notices in time that a node is gone, and lets go of calls that it will never answer. */
export const noticeAway: Middleware = {
  name: "NoticeAway",
  // The framework looks for missing heartbeats only once in `heartbeatTimeout`: that could make it miss one for 6 s, and
  // calls would run out of time before they are rejected and asked again elsewhere.
  async started(broker) {
    const discoverer = broker.registry?.discoverer as { checkRemoteNodes(): void } | undefined;
    if (discoverer) setInterval(() => discoverer.checkRemoteNodes(), checkMs).unref();
  },
  // A call that timed out is forgotten by the framework without an end, and its tracker then waits for it at every stop.
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
