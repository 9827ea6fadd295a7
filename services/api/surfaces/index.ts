import type { SurfaceTable } from "../endpoint.ts";
import { apps } from "./apps/index.ts";
import { commerce } from "./commerce/index.ts";
import { merchant } from "./merchant/index.ts";
import { ops } from "./ops/index.ts";
import { storefront } from "./storefront/index.ts";

/** Every surface: routes, checks and documents are made from these tables. */
export const surfaces: SurfaceTable[] = [merchant, apps, storefront, commerce, ops];
