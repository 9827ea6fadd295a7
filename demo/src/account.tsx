import { Anchor, Button, Container, Group, Tabs, Text, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { Addresses } from "./addresses.tsx";
import { answer, api, currentSession, endSession, whenSignedOut } from "./api.ts";
import { useLoaded } from "./loading.tsx";
import { Orders } from "./orders.tsx";
import { Points } from "./points.tsx";
import { SignIn } from "./sign-in.tsx";

/** A shopper's account, or the way into it. */
export function Account() {
  const [userId, setUserId] = useState(currentSession()?.userId);
  useEffect(() => whenSignedOut(() => setUserId(undefined)), []);
  return (
    <Container size="md" py="xl" component="main">
      <Title order={1} mb="lg">
        Your account
      </Title>
      {userId ? <SignedIn userId={userId} /> : <SignIn onSignedIn={setUserId} />}
      <Text size="sm" c="dimmed" mt="xl">
        A demonstration of the storefront API, built with a client made from its{" "}
        <Anchor href="/docs" underline="always">
          OpenAPI document
        </Anchor>
        .
      </Text>
    </Container>
  );
}

function SignedIn({ userId }: { userId: string }) {
  const user = useLoaded(() => answer(api.GET("/auth/user/{id}", { params: { path: { id: userId } } })), [userId]);
  const name = [user.data?.first_name, user.data?.last_name].filter(Boolean).join(" ");
  const leave = async () => {
    await api.POST("/auth/logout", { body: {} }).catch(() => undefined);
    endSession();
  };
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text>
          Signed in as <b>{name || user.data?.email || "…"}</b>
        </Text>
        <Button variant="default" onClick={leave}>
          Sign out
        </Button>
      </Group>
      <Tabs defaultValue="orders" keepMounted={false}>
        <Tabs.List aria-label="Parts of the account">
          <Tabs.Tab value="orders">Orders</Tabs.Tab>
          <Tabs.Tab value="points">Points</Tabs.Tab>
          <Tabs.Tab value="addresses">Addresses</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="orders" pt="md">
          <Orders userId={userId} />
        </Tabs.Panel>
        <Tabs.Panel value="points" pt="md">
          <Points userId={userId} />
        </Tabs.Panel>
        <Tabs.Panel value="addresses" pt="md">
          <Addresses userId={userId} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
