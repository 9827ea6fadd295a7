import { type ChildProcess, spawn } from "node:child_process";

/**
 * Kills the processes that this one started and removes its temporary folders when this process ends, in whatever way.
 * An exit handler does not run after `kill -9`, so a shell of a few hundred kilobytes waits for the end of a pipe.
 */
export const guard = {
  /** Kills this process at the end. */
  watch: (pid: number): void => send(`watch ${pid}`),
  /** Forgets a process that has ended: its number may soon be another's. */
  release: (pid: number): void => send(`release ${pid}`),
  /** Removes this container at the end. */
  container: (name: string): void => send(`container ${name}`),
  /** Removes this folder at the end. */
  folder: (path: string): void => send(`folder ${path}`),
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

function send(line: string): void {
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
