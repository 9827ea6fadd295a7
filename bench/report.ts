import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

const folder = join(import.meta.dirname, "results");

/** The machine of the figures. */
export function machineFacts(): Record<string, string> {
  const mariadb = execFileSync("mariadbd", ["--version"], { encoding: "utf8" });
  return {
    date: new Date().toISOString().slice(0, 16),
    cores: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    mariadb: /Ver (\S+)/.exec(mariadb)?.[1] ?? mariadb.trim(),
  };
}

/** The machine in one line. */
export const factLine = (facts: Record<string, string>) =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

/** Writes one file of `bench/results`. */
export function save(file: string, content: string | object): void {
  mkdirSync(folder, { recursive: true });
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  writeFileSync(join(folder, file), `${text}\n`);
}

/** A table in Markdown; numbers to the right. */
export function table(header: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** A goal: a ratio and its target. */
export interface Bar {
  name: string;
  ratio: number;
  goal: number | null;
}

/** Bars of ratios, each with a mark where its goal is. */
export function chart(title: string, bars: Bar[], isBetter: "above" | "below"): string {
  const [left, width, height] = [270, 460, 24];
  const most = Math.max(...bars.map(({ ratio, goal }) => Math.max(ratio, (goal ?? 0) * 1.5)));
  const scale = (ratio: number) => ((ratio / most) * width).toFixed(1);
  const rows = bars.map(({ name, ratio, goal }, index) => {
    const y = 44 + index * height;
    const x = left + Number(scale(goal ?? 0));
    const mark = `<line x1="${x}" y1="${y - 3}" x2="${x}" y2="${y + height - 3}" stroke="#222" stroke-width="2"/>`;
    return `<text x="${left - 8}" y="${y + 13}" text-anchor="end">${escaped(name)}</text>
<rect x="${left}" y="${y}" width="${scale(ratio)}" height="${height - 6}" fill="${colour(ratio, goal, isBetter)}"/>
<text x="${(left + Number(scale(ratio)) + 6).toFixed(1)}" y="${y + 13}">${ratio.toFixed(2)}</text>
${goal === null ? "" : mark}`;
  });
  const bottom = 56 + bars.length * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 60}" height="${bottom}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="12" y="22" font-size="15" font-weight="bold">${escaped(title)}</text>
<text x="${left + width + 48}" y="22" text-anchor="end">black lines: goals</text>
${rows.join("\n")}
</svg>`;
}

function colour(ratio: number, goal: number | null, isBetter: "above" | "below"): string {
  if (goal === null) return "#8a8f98";
  return (isBetter === "above" ? ratio >= goal : ratio <= goal) ? "#2f7d5b" : "#c2571a";
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
