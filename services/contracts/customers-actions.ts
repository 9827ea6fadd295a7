import type { ObjectOf, TypeOf } from "../../mixins/actions/params.ts";
import type * as schemas from "../customers/customers.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type { Customer, CustomerExportRow, CustomerGroup } from "./customers.ts";
import type { ImportResults } from "./imports.ts";

/** An address of a customer's address book, in the system's one shape. */
export interface Address extends ObjectOf<typeof schemas.address> {
  id: string;
  created_at: number;
  updated_at: number;
}

export type CustomerFilter = TypeOf<typeof schemas.customerFilter>;
/** How a customer is named: by its public id, or by the integer of the apps surface. */
export type CustomerRef = TypeOf<typeof schemas.params.get>;
export type NewCustomer = TypeOf<typeof schemas.params.create>["customer"];
export type CustomerChanges = TypeOf<typeof schemas.params.update>["changes"];
/** A customer of a file, with the address that begins the address book. */
export type ImportedCustomer = NonNullable<TypeOf<typeof schemas.params.importRows>["rows"][number]["item"]>;
export type NewAddress = TypeOf<typeof schemas.params.createAddress>["address"];
/** An address as it is written; what is left out of a change stays. */
export type AddressChanges = TypeOf<typeof schemas.params.updateAddress>["changes"];

/** Actions of the customers service. */
export type CustomersActions = ActionsOf<
  "customers",
  typeof schemas.params,
  ImportResults & {
    search: List<Customer>;
    /** With their address book, the oldest first, where it is asked for. */
    get: Customer & { addresses?: Address[] };
    /** For who needs no more than that there is such a customer. Throws `customer_not_found`. */
    exists: true;
    /** False for a customer who is disabled or was erased. */
    standing: { good: boolean };
    /** Who has this e-mail address or phone number; null when nobody has. */
    find: { customer: Customer | null };
    addresses: Address[];
    listAddresses: List<Address>;
    /** Throws `address_not_found`. */
    getAddress: Address;
    /** The first address is the default of both kinds; a new default takes it from the old one. */
    createAddress: Address;
    updateAddress: Address;
    deleteAddress: { address_id: string };
    exportPage: { rows: CustomerExportRow[]; next: number | null };
    create: Customer;
    update: Customer;
    /** Marks an address as proven by a code. Throws `address_changed` when it is no longer the customer's. */
    prove: Customer;
    erase: { customer_id: string };
    listGroups: List<CustomerGroup>;
    getGroup: CustomerGroup;
    createGroup: CustomerGroup;
    updateGroup: CustomerGroup;
    deleteGroup: { group_id: string };
    applyOrders: { applied: number };
    recountTotals: { repaired: number; next: number | null };
  }
>;
