import type { Handling } from "../../mixins/action.ts";
import { type Changing, change } from "../../mixins/idempotent.ts";
import type { Write } from "../contracts.ts";
import { type Book, openBook } from "./book.ts";
import { fail } from "./loyalty.errors.ts";
import type { Owner } from "./store/accounts.ts";
import { lockOrder } from "./store/orders.ts";

/** Changes a customer's points exactly once, on their locked account. Throws `customer_not_found`. */
export function changePoints<Result>(
  handling: Handling,
  request: Write & Owner & { order_id?: string },
  work: (book: Book) => Promise<Result>,
): Promise<Result> {
  return change(
    handling,
    request,
    async (changing) => work(await open(handling, changing, request)),
    () => request.customer_id,
  );
}

/** Opens the book of whom a call is about; undefined for one who was erased. */
export const openFor = ({ db, actor }: Handling, changing: Changing, { store_id, tenant_id, customer_id }: Owner) =>
  openBook({ ...changing, db, actor }, { store_id, tenant_id, customer_id });

async function open(handling: Handling, changing: Changing, owner: Owner): Promise<Book> {
  const book = await openFor(handling, changing, owner);
  if (!book) throw fail("customer_not_found");
  return book;
}

/**
 * The same to spend points on an order. Its row is locked until they are: one that is cancelled meanwhile finds them, and
 * gives them back. Throws `order_not_discountable` for one that was.
 */
export function changeForOrder<Result>(
  handling: Handling,
  request: Write & Owner & { order_id: string },
  work: (book: Book) => Promise<Result>,
): Promise<Result> {
  return change(
    handling,
    request,
    async (changing) => {
      const { cancelled } = await lockOrder(handling.db, changing.tx, request.store_id, request.order_id);
      if (cancelled) throw fail("order_not_discountable");
      return work(await open(handling, changing, request));
    },
    () => request.customer_id,
  );
}
