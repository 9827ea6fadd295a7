import { Badge, Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { answer, api } from "./api.ts";
import { Show, useLoaded } from "./loading.tsx";
import { OrderDetail } from "./order-detail.tsx";
import { colorOf, day, money } from "./words.ts";

/** A shopper's orders, newest first, a page at a time. */
export function Orders({ userId }: { userId: string }) {
  const [page, setPage] = useState(1);
  const [opened, setOpened] = useState<string>();
  const list = useLoaded(
    () => answer(api.GET("/orders", { params: { query: { user_id: userId, page, limit: 10 } } })),
    [userId, page],
  );
  return (
    <Stack>
      <Show of={list}>
        {({ orders, pagination }) => (
          <>
            {orders.length === 0 ? <Text>No orders yet.</Text> : null}
            <Table aria-label="Orders" verticalSpacing="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Order</Table.Th>
                  <Table.Th visibleFrom="sm">Date</Table.Th>
                  <Table.Th visibleFrom="sm">Items</Table.Th>
                  <Table.Th>Status</Table.Th>
                  <Table.Th ta="right">Total</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {orders.map((order) => (
                  <Table.Tr key={order.id}>
                    <Table.Td>
                      <Button variant="subtle" size="compact-sm" onClick={() => setOpened(order.order_number)}>
                        {order.order_number}
                      </Button>
                      <Text size="xs" c="dimmed" pl="xs" hiddenFrom="sm">
                        {day(order.order_date)} · {namesOf(order)}
                      </Text>
                    </Table.Td>
                    <Table.Td visibleFrom="sm">{day(order.order_date)}</Table.Td>
                    <Table.Td visibleFrom="sm">{namesOf(order)}</Table.Td>
                    <Table.Td>
                      <Badge size="sm" miw="max-content" color={colorOf(order.status)}>
                        {order.status}
                      </Badge>
                    </Table.Td>
                    <Table.Td ta="right">{money(order.grand_total, order.currency)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            <Group justify="center">
              <Button variant="default" disabled={page === 1} onClick={() => setPage(page - 1)}>
                Newer
              </Button>
              <Text size="sm">Page {page}</Text>
              <Button variant="default" disabled={pagination.next_cursor === null} onClick={() => setPage(page + 1)}>
                Older
              </Button>
            </Group>
          </>
        )}
      </Show>
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        closeButtonProps={{ "aria-label": "Close" }}
        size="lg"
        title={`Order ${opened}`}
      >
        {opened ? <OrderDetail number={opened} onChanged={list.reload} /> : null}
      </Modal>
    </Stack>
  );
}

const namesOf = ({ primary_items: items }: { primary_items: { name: string }[] }) =>
  items.map(({ name }) => name).join(", ");
