import { Command, InvalidArgumentError } from "commander";
import { useServices } from "./context.ts";
import { print } from "./output.ts";

const day = 24 * 3_600_000;

/** `payments reconcile`: compares payments with their providers. */
export function paymentsCommand(): Command {
  const reconcile = new Command("reconcile")
    .description("compare the payments of a period with their providers, mend what is certain, and print the rest")
    .addHelpText("after", `\nThe payments that were \`mended\` are right when this ends. ${ordersFollow}`)
    .option("--from <time>", "the beginning, a date or a time by ISO 8601 (two days ago)", time)
    .option("--to <time>", "the end (now)", time)
    .action(async ({ from = Date.now() - 2 * day, to = Date.now() }: { from?: number; to?: number }) => {
      if (from >= to) throw new InvalidArgumentError("The period ends before it begins: --from is to be before --to.");
      const report = await useServices(["payments"], (context) => context.call("payments.reconcile", { from, to }));
      const next = report.mended.length > 0 ? { next: ordersFollow } : {};
      print({ ...report, from: isoOf(from), to: isoOf(to), ...next });
      if (report.differences.length + report.unanswered.length > 0) process.exitCode = 1;
    });
  return new Command("payments").description("payments and their providers").addCommand(reconcile);
}

const ordersFollow =
  "Their orders follow within seconds, by the servers that are running: ask the order, and not this list, whether it is paid or confirmed.";

const isoOf = (time: number) => new Date(time).toISOString();

function time(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("It is a date or a time by ISO 8601, such as 2026-11-28.");
  return at;
}
