import { answering, write } from "../http/respond.ts";

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** In development only: where the sandbox sends a payer, who does there what a payer or a bank would do. */
export const sandboxPages = {
  "/dev/payments/:store_id/:payment_id": answering((request, response) => {
    const { store_id, payment_id } = request.$params.params;
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
    const isOurs = /^\d{1,10}$/.test(String(store_id)) && /^pay_\w{1,36}$/.test(String(payment_id));
    const body = isOurs
      ? pageOf(String(store_id), String(payment_id))
      : "<!doctype html><title>No such payment</title>";
    write(request, response, { status: isOurs ? 200 : 404, headers, body });
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

const pageOf = (store_id: string, payment_id: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sandbox payment</title>
<meta name="viewport" content="width=device-width"><style>body{font:1rem/1.5 system-ui;margin:3rem auto;max-width:30rem}
button,select{font:inherit;padding:.5rem 1rem;margin:.25rem .5rem .25rem 0}</style>
<h1>Sandbox payment</h1><p>Payment ${payment_id}. What do the payer, their bank and the merchant do?</p>
<form method="post" action="/hooks/sandbox"><input type="hidden" name="store_id" value="${store_id}">
<input type="hidden" name="payment_id" value="${payment_id}">
<p><label>The message of it comes <select name="after_seconds"><option value="0">at once</option>
<option value="60">a minute later</option><option value="3600">an hour later</option></select></label></p>
<p>${outcomes.map(([value, text]) => `<button name="outcome" value="${value}">${text}</button>`).join("\n")}</p></form></html>
`;
