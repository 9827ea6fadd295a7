import { UnavailableError } from "../../../mixins/actions/errors.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { fail } from "../shipments.errors.ts";
import { enterShipment, strikeShipment } from "../store/sandbox.ts";
import type { Courier } from "./courier.ts";

/**
 * A courier for development and tests. The shipping method selects its behaviour: `sandbox-refuse` refuses,
 * `sandbox-timeout` books but times out the first time; anything else is booked.
 */
export function sandboxCourier(db: Database): Courier {
  return {
    async book({ shipping_method, ...ref }) {
      if (shipping_method === "sandbox-refuse") throw fail("courier_refused");
      const awb = `SBX${ref.fulfillment_id.slice(-12)}`;
      const shipment = await enterShipment(db, ref, awb);
      if (shipment.state === "cancelled") throw fail("courier_refused");
      if (shipment.entered && shipping_method === "sandbox-timeout") throw new UnavailableError("courier");
      return { reference: awb, awb, tracking_url: `https://sandbox-courier.example/track/${encodeURIComponent(awb)}` };
    },
    cancel: (ref) => strikeShipment(db, ref),
  };
}
