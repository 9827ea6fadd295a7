import Joi from "joi";
import { filledTextBody } from "../../formats.ts";

/** Tracking of a fulfilment in a request. */
export const trackingBody = () => ({
  awb: filledTextBody(100),
  tracking_url: Joi.string()
    .uri({ scheme: ["http", "https"] })
    .max(2_000)
    .description("An `http` or `https` address.")
    .example("https://www.ups.com/track?tracknum=1Z999AA10123456784"),
  shipping_method: filledTextBody(100),
});

/** The same, where null means none. */
export function emptiableTrackingBody() {
  const { awb, tracking_url, shipping_method } = trackingBody();
  return { awb: awb.allow(null), tracking_url: tracking_url.allow(null), shipping_method: shipping_method.allow(null) };
}
