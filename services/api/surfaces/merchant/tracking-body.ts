import Joi from "joi";
import { filledTextBody } from "../../formats.ts";

/** How a parcel is followed, as a merchant writes it. */
export const trackingBody = () => ({
  awb: filledTextBody(100),
  tracking_url: Joi.string()
    .uri({ scheme: ["http", "https"] })
    .max(2_000)
    .example("https://www.ups.com/track?tracknum=1Z999AA10123456784"),
  shipping_method: filledTextBody(100),
});

/** The same where null says that there is none. */
export function emptiableTrackingBody() {
  const { awb, tracking_url, shipping_method } = trackingBody();
  return { awb: awb.allow(null), tracking_url: tracking_url.allow(null), shipping_method: shipping_method.allow(null) };
}
