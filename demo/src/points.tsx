import { Badge, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { answer, api } from "./api.ts";
import { Show, useLoaded } from "./loading.tsx";
import { day } from "./words.ts";

/** How a shopper stands in the loyalty program, and what brought them there. */
export function Points({ userId }: { userId: string }) {
  const params = { path: { user_id: userId } };
  const summary = useLoaded(() => answer(api.GET("/customers/{user_id}/loyalty", { params })), [userId]);
  const activity = useLoaded(
    () => answer(api.GET("/customers/{user_id}/loyalty-points-activity", { params })),
    [userId],
  );
  return (
    <Stack>
      <Show of={summary}>
        {({ tier, points_balance, total_points_earned, total_points_redeemed }) => (
          <>
            <Group>
              <Title order={2} size="h4">
                Your tier
              </Title>
              <Badge size="lg">{tier}</Badge>
            </Group>
            <SimpleGrid cols={{ base: 1, xs: 3 }}>
              <Figure label="Balance" value={points_balance} />
              <Figure label="Earned" value={total_points_earned} />
              <Figure label="Redeemed" value={total_points_redeemed} />
            </SimpleGrid>
          </>
        )}
      </Show>
      <Show of={activity}>
        {({ loyalty_points_activity: lines }) =>
          lines.length === 0 ? (
            <Text>No points yet. They come with the first delivered order.</Text>
          ) : (
            <Table aria-label="Points activity">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Date</Table.Th>
                  <Table.Th>What for</Table.Th>
                  <Table.Th ta="right">Points</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {lines.map(({ id, created_at, description, points }) => (
                  <Table.Tr key={id}>
                    <Table.Td>{day(created_at)}</Table.Td>
                    <Table.Td>{description}</Table.Td>
                    <Table.Td ta="right">{points > 0 ? `+${points}` : points}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Show>
    </Stack>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={600}>
        {value.toLocaleString()}
      </Text>
    </Paper>
  );
}
