import { Anchor, Badge, Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { answer, api } from "./api.ts";
import { CancelForm } from "./cancel-form.tsx";
import { Show, useLoaded } from "./loading.tsx";
import { ReturnForm } from "./return-form.tsx";
import type { paths } from "./schema.d.ts";
import { colorOf, day, money } from "./words.ts";

export type Order = paths["/orders/{order_number}"]["get"]["responses"][200]["content"]["application/json"];

interface Props {
  number: string;
  onChanged(): void;
}

/** One order: what is in it, where it is, and what can still be done with it. */
export function OrderDetail({ number, onChanged }: Props) {
  const params = { path: { order_number: number } };
  const detail = useLoaded(() => answer(api.GET("/orders/{order_number}", { params })), [number]);
  const [form, setForm] = useState<"cancel" | "return">();
  // What is shown beside the order is asked for anew once something was done with it.
  const [round, setRound] = useState(0);
  const done = () => {
    setForm(undefined);
    setRound((last) => last + 1);
    detail.reload();
    onChanged();
  };
  return (
    <Show of={detail}>
      {(order) => (
        <Stack>
          <Group>
            <Badge color={colorOf(order.status)}>{order.status}</Badge>
            <Text size="sm">Ordered on {day(order.order_date)}</Text>
          </Group>
          <Items of={order} />
          <Fulfillments key={`parcels ${round}`} number={number} />
          <Returns key={`returns ${round}`} number={number} />
          {form === "cancel" ? <CancelForm number={number} onDone={done} onBack={() => setForm(undefined)} /> : null}
          {form === "return" ? <ReturnForm order={order} onDone={done} onBack={() => setForm(undefined)} /> : null}
          {form ? null : (
            <Group>
              {order.is_cancellation_allowed ? (
                <Button color="red" variant="light" onClick={() => setForm("cancel")}>
                  Cancel the order
                </Button>
              ) : null}
              {order.is_return_allowed ? (
                <Button variant="light" onClick={() => setForm("return")}>
                  Return items
                </Button>
              ) : null}
            </Group>
          )}
        </Stack>
      )}
    </Show>
  );
}

function Items({ of: order }: { of: Order }) {
  const amounts = [
    ["Subtotal", order.sub_total],
    ["Discount", -order.discount],
    ["Tax", order.tax],
    ["Shipping", order.shipping],
    ["Tip", order.tip],
  ] as const;
  return (
    <Table aria-label="Items">
      <Table.Tbody>
        {order.items.map((item) => (
          <Table.Tr key={item.id}>
            <Table.Td>
              {item.quantity} × {item.name}
              {item.returned_quantity > 0 ? ` (${item.returned_quantity} returned)` : ""}
            </Table.Td>
            <Table.Td ta="right">{money(item.total, order.currency)}</Table.Td>
          </Table.Tr>
        ))}
        {amounts
          .filter(([name, amount]) => amount !== 0 || name === "Subtotal")
          .map(([name, amount]) => (
            <Table.Tr key={name}>
              <Table.Td c="dimmed">{name}</Table.Td>
              <Table.Td ta="right">{money(amount, order.currency)}</Table.Td>
            </Table.Tr>
          ))}
        <Table.Tr fw={600}>
          <Table.Td>Total</Table.Td>
          <Table.Td ta="right">{money(order.grand_total, order.currency)}</Table.Td>
        </Table.Tr>
        {order.amount_refunded > 0 ? (
          <Table.Tr>
            <Table.Td>Refunded</Table.Td>
            <Table.Td ta="right">{money(order.amount_refunded, order.currency)}</Table.Td>
          </Table.Tr>
        ) : null}
      </Table.Tbody>
    </Table>
  );
}

function Fulfillments({ number }: { number: string }) {
  const params = { path: { order_number: number } };
  const list = useLoaded(() => answer(api.GET("/orders/{order_number}/shipments", { params })), [number]);
  return (
    <Show of={list}>
      {({ shipments }) => (
        <Stack gap="xs">
          <Title order={3} size="h5">
            Parcels
          </Title>
          {shipments.length === 0 ? <Text size="sm">Nothing has been sent yet.</Text> : null}
          {shipments.map(({ id, status, tracking_number, tracking_url, shipping_method }) => (
            <Group key={id} gap="xs">
              <Badge color={colorOf(status)}>{status}</Badge>
              <Text size="sm">{shipping_method ?? "On its way"}</Text>
              <Tracking number={tracking_number} url={tracking_url} />
            </Group>
          ))}
        </Stack>
      )}
    </Show>
  );
}

function Tracking({ number, url }: { number: string | null; url: string | null }) {
  if (!number) return null;
  if (!url) return <Text size="sm">Tracking number {number}</Text>;
  return (
    <Anchor href={url} size="sm" underline="always" target="_blank" rel="noreferrer">
      Track {number}
    </Anchor>
  );
}

function Returns({ number }: { number: string }) {
  const list = useLoaded(() => answer(api.GET("/orders/returns", { params: { query: { limit: 100 } } })), [number]);
  const own = list.data?.returns.filter(({ order_number }) => order_number === number) ?? [];
  if (own.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Returns
      </Title>
      {own.map(({ id, status, return_items }) => (
        <Group key={id} gap="xs">
          <Badge color={colorOf(status)}>{status}</Badge>
          <Text size="sm">{return_items.map(({ quantity, name }) => `${quantity} × ${name}`).join(", ")}</Text>
        </Group>
      ))}
    </Stack>
  );
}
