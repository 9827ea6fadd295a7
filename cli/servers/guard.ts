import { type ChildProcess, spawn } from "node:child_process";

/**
 * Kills what this process started and removes its temporary folders when this process is gone, however it went.
 * A handler in here could not do it after `kill -9`, so a shell of a few hundred kilobytes waits for the end of a pipe.
 */
export const guard = {
  /** Kill this process when we are gone. */
  watch: (pid: number): void => tell(`watch ${pid}`),
  /** The process has ended by itself: its number may soon be someone else's. */
  release: (pid: number): void => tell(`release ${pid}`),
  /** Remove this container when we are gone. */
  container: (name: string): void => tell(`container ${name}`),
  /** Remove this folder when we are gone. */
  folder: (path: string): void => tell(`folder ${path}`),
};

const script = `
trap '' INT TERM HUP
pids=' '
containers=''
while read -r verb what; do
  case "$verb" in
    watch) pids="$pids$what " ;;
    release) case "$pids" in *" $what "*) pids="\${pids%% $what *} \${pids#* $what }" ;; esac ;;
    container) containers="$containers $what" ;;
    folder) set -- "$@" "$what" ;;
  esac
done
for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
for name in $containers; do docker rm --force "$name" >/dev/null 2>&1; done
[ $# -eq 0 ] && exit
rm -rf -- "$@" 2>/dev/null
sleep 0.3
rm -rf -- "$@"
`;

let shell: ChildProcess | undefined;

function tell(line: string): void {
  shell ??= startShell();
  shell.stdin?.write(`${line}\n`);
}

function startShell(): ChildProcess {
  // Detached, so that Ctrl-C in the terminal does not reach it.
  const child = spawn("/bin/sh", ["-c", script, "guard"], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  child.unref();
  const { stdin } = child;
  if (stdin && "unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  return child;
}
