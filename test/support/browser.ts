import { type Browser, chromium } from "playwright-core";
import { programOf } from "./program.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

// Browsers make requests to their vendor by themselves; this one cannot leave the machine.
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

/** Starts a headless browser without a network. Throws when there is none and none can be installed. */
export async function startBrowser(): Promise<Browser> {
  const others = "macOS, others: install Chrome or Chromium and put a link called chromium on PATH.";
  return chromium.launch({ executablePath: await programOf(names, "chromium", others), args });
}
