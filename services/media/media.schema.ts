import * as t from "../../mixins/actions/params.ts";
import type { Picture } from "../contracts/media.ts";
import { keyPattern } from "./media.rules.ts";

// As the gateway sends them; the surfaces restrict what a client may send.

const owner = { ...t.inStore, customer_id: t.id(40) };
const write = { ...owner, ...t.write };
const key = t.string().pattern(keyPattern);
const size = t.integer().min(1);
const picture: t.Typed<Omit<Picture, "created_at">> = t.object({
  key,
  content_type: t.string(100),
  bytes: size,
  width: size,
  height: size,
});

/** Parameters of the media service's actions. */
export const params = {
  profileImage: t.object(owner),
  begin: t.object({ ...write, tenant_id: t.id(40), key }),
  attach: t.object({ ...write, picture, replace: t.boolean() }),
  detach: t.object(write),
  find: t.object({ key }),
};
