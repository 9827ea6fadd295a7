import { type Browser, chromium } from "playwright-core";
import { canInstall, installPackages } from "../../cli/servers/apt.ts";
import { findProgram } from "../../cli/servers/find.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

// A browser asks its maker for many things by itself; this one has no way out of the machine.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Starts a browser that shows nothing and has no network. Throws when there is none and none can be installed. */
export async function startBrowser(): Promise<Browser> {
  const find = () => names.map((name) => findProgram(name)).find((path) => path !== undefined);
  if (!find() && canInstall()) await installPackages(["chromium"]);
  const executablePath = find();
  return chromium.launch({ executablePath: executablePath ?? noBrowser(), args });
}

function noBrowser(): never {
  throw new Error(`There is no browser on PATH (${names.join(", ")}).
  Debian:  sudo apt-get install --no-install-recommends chromium
  macOS, others: install Chrome or Chromium and put a link called chromium on PATH.`);
}
