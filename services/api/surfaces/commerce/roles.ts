import type { Role } from "../../../contracts.ts";
import type { AccessScope } from "../../http/principal.ts";

const everyone: Record<Role, AccessScope> = {
  customer: "own",
  customer_support: "all",
  restaurant_manager: "all",
  tenant_admin: "all",
  platform_admin: "all",
  system_admin: "all",
  super_admin: "all",
};
const { customer: _customer, ...staff } = everyone;
const { customer_support: _support, ...managers } = staff;

/** The permissions of each role on the commerce surface (contract §1). */
export const matrix = {
  "customers.list": staff,
  "customers.create": staff,
  "customers.read": everyone,
  "customers.update": everyone,
  "points.read": everyone,
  "points.adjust": managers,
  "points.redeem": { ...managers, customer: "own" },
  "orders.read": everyone,
  "orders.place": everyone,
} satisfies Record<string, Partial<Record<Role, AccessScope>>>;

/** A permission of the matrix. */
export type Permission = keyof typeof matrix;

/** The widest access scope of a caller's roles; undefined when none has the permission. */
export function accessScopeOf(roles: readonly Role[], permission: Permission): AccessScope | undefined {
  const reaches = roles.map((role) => (matrix[permission] as Partial<Record<Role, AccessScope>>)[role]);
  return reaches.includes("all") ? "all" : reaches.find((accessScope) => accessScope !== undefined);
}

/** Platform roles, which may name any store. */
export const isPlatform = (role: Role): boolean =>
  role === "platform_admin" || role === "system_admin" || role === "super_admin";
