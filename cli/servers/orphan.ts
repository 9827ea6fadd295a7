/**
 * Calls back once when npm, which started this process, is gone. npm takes a SIGTERM for itself and leaves the
 * script running with nobody to stop it. Started without npm, a process may outlive its shell, so nothing is watched.
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
