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

const pageOf = (store_id: string, payment_id: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sandbox payment</title>
<meta name="viewport" content="width=device-width"><style>body{font:1rem/1.5 system-ui;margin:3rem auto;max-width:30rem}
button{font:inherit;padding:.5rem 1rem;margin-right:1rem}</style>
<h1>Sandbox payment</h1><p>Payment ${payment_id}. What do the payer and their bank do?</p>
<form method="post" action="/hooks/sandbox"><input type="hidden" name="store_id" value="${store_id}">
<input type="hidden" name="payment_id" value="${payment_id}">
<button name="outcome" value="succeeded">Confirm</button><button name="outcome" value="failed">Decline</button></form></html>
`;
