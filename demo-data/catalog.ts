import type { NewLocation, NewPromotion } from "../services/contracts.ts";
import { demoUlid } from "./ids.ts";
import type { SampleStore } from "./stores.ts";

/** The promotions of a demo store. */
export const demoPromotions = ({ store_id }: SampleStore): (NewPromotion & { id: string })[] => [
  {
    id: demoUlid("promo", store_id, 1),
    code: "SAVE10",
    type: "percentage",
    value: 1_000,
    description: "10% off your order",
    min_subtotal: 0,
    active: true,
  },
];

/** The locations of a demo store, in the order of their numbers in `samplePlace`. */
export const demoLocations = ({ store_id, country }: SampleStore): (NewLocation & { id: string })[] =>
  (locations[country] ?? []).map((location, index) => ({ id: demoUlid("loc", store_id, index + 1), ...location }));

const bangladesh = { country: "Bangladesh", country_code: "BD" };
const usa = { country: "United States", country_code: "US" };

const locations: Record<string, NewLocation[]> = {
  BD: [
    {
      name: "Gulshan Kitchen",
      address: { line1: "House 12, Road 45", area: "Gulshan 2", city: "Dhaka", postal_code: "1212", ...bangladesh },
      tax_rate: 100_000,
      timezone: "Asia/Dhaka",
      order_types: ["PICKUP", "DELIVERY", "DINE_IN"],
    },
    {
      name: "Agrabad Shop",
      address: { line1: "44 Sheikh Mujib Road", city: "Chattogram", postal_code: "4100", ...bangladesh },
      tax_rate: 150_000,
      timezone: "Asia/Dhaka",
      order_types: ["PICKUP", "SHIP"],
    },
    {
      name: "Tejgaon Warehouse",
      address: { line1: "221 Tejgaon Industrial Area", city: "Dhaka", postal_code: "1208", ...bangladesh },
      tax_rate: 50_000,
      timezone: "Asia/Dhaka",
      order_types: ["DELIVERY", "SHIP"],
    },
  ],
  US: [
    {
      name: "Valencia Street",
      address: { line1: "850 Valencia Street", city: "San Francisco", state: "CA", postal_code: "94110", ...usa },
      tax_rate: 100_000,
      timezone: "America/Los_Angeles",
      order_types: ["PICKUP", "DELIVERY", "DINE_IN"],
    },
    {
      name: "Oakland Warehouse",
      address: { line1: "1200 7th Street", city: "Oakland", state: "CA", postal_code: "94607", ...usa },
      tax_rate: 102_500,
      timezone: "America/Los_Angeles",
      order_types: ["DELIVERY", "SHIP"],
    },
  ],
};
