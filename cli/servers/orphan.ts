/**
 * Calls back once when npm, which started this process, has ended. npm ends at a SIGTERM and leaves its script running.
 * A process that npm did not start may outlive its shell, so it is not watched.
 */
export function whenOrphaned(callback: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 500);
  timer.unref();
}
