import {
  type ItemQuantity,
  type OrderItem,
  type PieceState,
  type Pieces,
  pieceStates,
} from "../contracts/order-items.ts";

/** A state of the ledger, or `open`: still to be sent. */
export type Place = PieceState | "open";

/** A move of pieces of an order's lines from one state to another. */
export interface Move {
  from: Place;
  to: Place;
  pieces: readonly ItemQuantity[];
}

/** No pieces in any state. */
export const noPieces: Readonly<Pieces> = {
  claimed: 0,
  packed: 0,
  shipped: 0,
  delivered: 0,
  requested: 0,
  returned: 0,
  replaced: 0,
  lost: 0,
  cancelled: 0,
};

/**
 * The lines after some moves, in their sequence. The only place where pieces change state: a move of more pieces than
 * a state has is a defect of its caller and throws, so nothing ever counts below zero or twice.
 */
export function moved(items: readonly OrderItem[], ...moves: readonly Move[]): OrderItem[] {
  return items.map((item) => {
    const mine = moves.map((move) => ({ ...move, quantity: sumOf(move.pieces, item.id) }));
    return mine.filter(({ quantity }) => quantity > 0).reduce(moveLine, item);
  });
}

function moveLine(item: OrderItem, { from, to, quantity }: Move & { quantity: number }): OrderItem {
  if (inState(item, from) < quantity) throw new Error(`${item.id} has no ${quantity} pieces that are ${from}.`);
  const pieces = { ...item.pieces };
  if (from !== "open") pieces[from] -= quantity;
  if (to !== "open") pieces[to] += quantity;
  return { ...item, pieces, ...viewsOf(pieces) };
}

/** The quantities that clients see of a line's pieces. */
export const viewsOf = (pieces: Pieces) => ({
  fulfilled_quantity: sent(pieces) + pieces.packed,
  cancelled_quantity: pieces.cancelled,
  returned_quantity: pieces.returned + pieces.replaced,
});

type Counted = Pick<OrderItem, "quantity" | "pieces">;

/** How many pieces of a line are in a state. */
export function inState({ quantity, pieces }: Counted, state: Place): number {
  if (state !== "open") return pieces[state];
  return quantity - pieceStates.reduce((sum, each) => sum + pieces[each], 0);
}

/** How many pieces of a line a fulfilment may still take: those to be sent, and those that were lost. */
export const leftOf = (item: Counted): number => inState(item, "open") + item.pieces.lost;

/** True when the lines have the pieces of a move in its first state. */
export const canMove = (items: readonly OrderItem[], state: Place, pieces: readonly ItemQuantity[]): boolean =>
  items.every((item) => inState(item, state) >= sumOf(pieces, item.id));

/** All pieces of the lines that are in one of some states. */
export const allIn = (items: readonly OrderItem[], state: Place): ItemQuantity[] =>
  items.map((item) => ({ item_id: item.id, quantity: inState(item, state) })).filter(({ quantity }) => quantity > 0);

/** True when some piece is with the customer, on its way there, or came back from there. */
export const isAnySent = (items: readonly Counted[]): boolean => items.some(({ pieces }) => sent(pieces) > 0);

/** True when all pieces that are not cancelled came back. */
export const isAllBack = (items: readonly Counted[]): boolean =>
  items.some(({ pieces }) => pieces.returned > 0) &&
  items.every(({ quantity, pieces }) => quantity === pieces.cancelled + pieces.returned + pieces.replaced);

const sent = ({ shipped, delivered, requested, returned, replaced }: Pieces): number =>
  shipped + delivered + requested + returned + replaced;

const sumOf = (pieces: readonly ItemQuantity[], id: string) =>
  pieces.reduce((sum, { item_id, quantity }) => (item_id === id ? sum + quantity : sum), 0);
