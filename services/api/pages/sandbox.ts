import { notRouted } from "../errors.ts";
import { answering, write } from "../http/respond.ts";
import { type Html, html } from "./html.ts";
import { headersOf, pageOf, topOf } from "./layout.ts";

// Without a script the form is answered as a provider is: by JSON.
const script = `
const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const { error } = await answer.json();
    const why = error && [error.message, ...(error.details ?? []).map((each) => each.path + " " + each.message)].join(" ");
    status.textContent = error ? why : event.submitter.textContent + ": the provider has told of it.";
  } catch {
    status.textContent = "The server does not answer.";
  }
});
`;

/** In development only: where the sandbox sends a payer, who does there what a payer or a bank would do. */
export const sandboxPages = {
  "/dev/payments/:store_id/:payment_id": answering((request, response) => {
    const { store_id, payment_id } = request.$params.params as Record<"store_id" | "payment_id", string>;
    if (!/^\d{1,10}$/.test(store_id) || !/^pay_\w{1,36}$/.test(payment_id)) throw notRouted;
    const body = pageOf({ title: "Sandbox payment", body: bodyOf(store_id, payment_id), script });
    write(request, response, { status: 200, headers: headersOf(script, "connect-src 'self'; "), body });
  }),
};

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

const bodyOf = (store_id: string, payment_id: string): Html => html`${topOf("Sandbox payment")}
<main>
  <h1>Sandbox payment</h1>
  <p>Payment <code>${payment_id}</code>. What do the payer, their bank and the merchant do?</p>
  <form method="post" action="/hooks/sandbox">
    <input type="hidden" name="store_id" value="${store_id}" />
    <input type="hidden" name="payment_id" value="${payment_id}" />
    <p><label>The provider's message comes <select name="after_seconds">
      <option value="0">at once</option><option value="60">a minute later</option><option value="3600">an hour later</option>
    </select></label></p>
    <p>${outcomes.map(([value, text]) => html`<button name="outcome" value="${value}">${text}</button>`)}</p>
  </form>
  <p role="status"></p>
</main>`;
