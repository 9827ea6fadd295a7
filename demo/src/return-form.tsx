import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { answer, api } from "./api.ts";
import { Problem, useTrying } from "./loading.tsx";
import type { Order } from "./order-detail.tsx";

interface Props {
  order: Order;
  onDone(): void;
  onBack(): void;
}

/** Asks what comes back and why. The shop answers the request. */
export function ReturnForm({ order, onDone, onBack }: Props) {
  const [quantities, setQuantities] = useState<Record<string, number>>({});
  const [resolution, setResolution] = useState<"refund" | "replacement">("refund");
  const { error, busy, run } = useTrying();
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const return_reason = String(new FormData(event.currentTarget).get("reason"));
    const return_items = order.items
      .map(({ id, product_id, sku }) => ({ item_id: id, product_id, sku, quantity: quantities[id] ?? 0 }))
      .filter(({ quantity }) => quantity > 0)
      .map((item) => ({ ...item, resolution, return_reason }));
    run(async () => {
      if (return_items.length === 0) throw new Error("Say how many of which item come back.");
      const params = { path: { order_number: order.order_number } };
      await answer(api.POST("/orders/{order_number}/return", { params, body: { return_items } }));
      onDone();
    });
  };
  return (
    <form onSubmit={ask} aria-label="Return items">
      <Stack>
        {order.items.map((item) => (
          <NumberInput
            key={item.id}
            label={`How many of ${item.name}?`}
            min={0}
            max={item.quantity - item.cancelled_quantity - item.returned_quantity}
            value={quantities[item.id] ?? 0}
            onChange={(value) => setQuantities({ ...quantities, [item.id]: Number(value) })}
          />
        ))}
        <Select
          label="What would you like for it?"
          data={[
            { value: "refund", label: "My money back" },
            { value: "replacement", label: "The same again" },
          ]}
          value={resolution}
          allowDeselect={false}
          onChange={(value) => setResolution(value === "replacement" ? "replacement" : "refund")}
        />
        <TextInput name="reason" label="What is wrong with it?" required />
        <Text size="sm" c="dimmed">
          The shop looks at your request first, and tells you how to send it back.
        </Text>
        <Group>
          <Button type="submit" loading={busy}>
            Ask to return
          </Button>
          <Button variant="default" onClick={onBack}>
            Not now
          </Button>
        </Group>
        <Problem text={error} />
      </Stack>
    </form>
  );
}
