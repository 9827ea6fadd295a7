import { callerOf } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import type { Payment, SandboxPayment, Store } from "../../contracts.ts";
import { notRouted, refuse } from "../errors.ts";
import { answering, write } from "../http/respond.ts";
import type { WebRequest } from "../http/web-request.ts";
import { money } from "../surfaces/shared/values.ts";
import { type Html, html } from "./html.ts";
import { headersOf, pageOf, topOf } from "./layout.ts";

/** In development only: where the sandbox sends a payer, who does there what a payer or a bank would do. */
export const sandboxPages = {
  "/dev/payments/:store_id/:payment_id": answering(async (request, response) => {
    const { store, found } = await find(request);
    const body = pageOf({ title: "Sandbox payment", body: bodyOf(store, found), script });
    const headers = { ...headersOf(script, "connect-src 'self'; "), "Cache-Control": "no-store" };
    write(request, response, { status: 200, headers, body });
  }),
};

async function find(request: WebRequest): Promise<{ store: Store; found: SandboxPayment }> {
  const { store_id: number, payment_id } = request.$params.params as Record<"store_id" | "payment_id", string>;
  if (!/^\d{1,9}$/.test(number) || !/^pay_\w{1,36}$/.test(payment_id)) throw notRouted;
  const store_id = Number(number);
  const call = callerOf(request.$ctx);
  try {
    const [store, found] = await Promise.all([
      call("stores.get", { store_id }),
      call("payments.sandboxPayment", { store_id, payment_id }),
    ]);
    return { store, found };
  } catch (error) {
    if (isError(error, "store_not_found") || isError(error, "payment_not_found"))
      refuse(404, "payment_not_found", "The sandbox has no such payment in this store.");
    throw error;
  }
}

// What may happen to a payment, in the words of `/hooks/sandbox`.
const outcomes = [
  ["succeeded", "Confirm"],
  ["failed", "Decline"],
  ["refunded", "Refund in the dashboard"],
  ["refund_succeeded", "The refund succeeds"],
  ["refund_failed", "The refund fails"],
  ["disputed", "Open a dispute"],
  ["dispute_won", "The merchant wins it"],
  ["dispute_lost", "The payer wins it"],
];

const bodyOf = (store: Store, found: SandboxPayment): Html => html`${topOf("Sandbox payment")}
<main>
  <h1>Sandbox payment</h1>
  ${stateOf(store, found)}
  <h2>What do the payer, their bank and the merchant do?</h2>
  <form method="post" action="/hooks/sandbox">
    <input type="hidden" name="store_id" value="${store.store_id}" />
    <input type="hidden" name="payment_id" value="${found.payment.id}" />
    <p><label>The provider's message comes <select name="after_seconds">
      <option value="0">at once</option><option value="60">a minute later</option><option value="3600">an hour later</option>
    </select></label></p>
    <p>${outcomes.map(([value, text]) => html`<button name="outcome" value="${value}">${text}</button>`)}</p>
  </form>
  <p role="status"></p>
</main>`;

// The script reads it anew after each act.
function stateOf(store: Store, { payment, there, return_url }: SandboxPayment): Html {
  const shown = (amount: number) => `${money(amount, store).toFixed(store.currency_decimals)} ${payment.currency}`;
  const parts = [
    ...there.refunds.map(({ amount, status }) => `a refund of ${shown(amount)} ${status}`),
    ...there.disputes.map(({ amount, status }) => `a dispute of ${shown(amount)} ${status}`),
  ];
  const lines: [string, string, string?][] = [
    ["Amount", shown(payment.amount)],
    ["Payment", `${payment.id} of the order ${payment.order_id}`],
    ["At the bank", [meanings[there.state] ?? there.state, ...parts].join("; ")],
    ["In the shop", hereOf(payment, shown), "here"],
  ];
  const back = there.state === "requires_action" ? null : webAddress(return_url);
  return html`<div id="payment"><ul class="fields">
    ${lines.map(([name, text, id]) => html`<li><b>${name}:</b> <span${id && html` id="${id}"`}>${text}</span></li>`)}
  </ul>
  ${back !== null && html`<p><a id="back" href="${back}">Back to the shop</a> (the <code>return_url</code>: ${back})</p>`}</div>`;
}

const meanings: Record<string, string> = {
  requires_action: "waits for the payer (requires_action)",
  processing: "the bank decides (processing)",
  approved: "approved, and taken once the shop hears of it (approved)",
};

function hereOf({ status, error, captured, refunded, disputed }: Payment, shown: (amount: number) => string): string {
  const amounts = Object.entries({ captured, refunded, disputed }).filter(([, amount]) => amount > 0);
  const why = status === "failed" && error ? [error] : [];
  return [status, ...amounts.map(([name, amount]) => `${shown(amount)} ${name}`), ...why].join("; ");
}

// A payer follows it, so it is never a script.
function webAddress(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === "https:" || protocol === "http:" ? href : null;
}

// Without a script the form is answered as a provider is: by JSON.
const script = `
const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const here = () => document.querySelector("#here").textContent;
const refresh = async () => {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  document.querySelector("#payment").replaceWith(page.querySelector("#payment"));
};
const untilShopKnows = async (before) => {
  for (let tries = 0; tries < 40 && here() === before; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    await refresh();
  }
  return here() === before ? "The shop has not heard of it yet." : "The shop has heard of it: " + here() + ".";
};
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const done = event.submitter.textContent + ": ";
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const before = here();
  status.textContent = "…";
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const { message, details, no_effect } = await answer.json();
    if (!answer.ok) {
      status.textContent = [message, ...(details ?? []).map((each) => each.path + " " + each.message)].join(" ");
    } else if (no_effect) {
      status.textContent = done + "nothing has changed. " + no_effect;
    } else if (form.elements.after_seconds.value !== "0") {
      await refresh();
      status.textContent = done + "it has happened, and the shop hears of it later.";
    } else status.textContent = done + (await untilShopKnows(before));
  } catch {
    status.textContent = "The server does not answer.";
  }
});
`;
