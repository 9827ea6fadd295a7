import { Badge, Button, Checkbox, Group, Modal, Paper, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { answer, api } from "./api.ts";
import { Problem, Show, useLoaded, useTrying } from "./loading.tsx";
import type { paths } from "./schema.d.ts";

type List = paths["/customers/{user_id}/addresses"]["get"]["responses"][200]["content"]["application/json"];
type Address = List["addresses"][number];

/** The address book: look, add, change, take out. */
export function Addresses({ userId }: { userId: string }) {
  const [edited, setEdited] = useState<Address | "new">();
  const path = { user_id: userId };
  const book = useLoaded(() => answer(api.GET("/customers/{user_id}/addresses", { params: { path } })), [userId]);
  const { error, busy, run } = useTrying();
  const remove = ({ id }: Address) =>
    run(async () => {
      const params = { path: { ...path, address_id: id } };
      await answer(api.DELETE("/customers/{user_id}/addresses/{address_id}", { params }));
      book.reload();
    });
  const done = () => {
    setEdited(undefined);
    book.reload();
  };
  return (
    <Stack>
      <Problem text={error} />
      <Show of={book}>
        {({ addresses }) => (
          <>
            {addresses.length === 0 ? <Text>No address yet.</Text> : null}
            {addresses.map((address) => (
              <Paper key={address.id} withBorder p="md" component="article">
                <Group justify="space-between" align="start">
                  <AddressLines of={address} />
                  <Group gap="xs">
                    <Button variant="default" size="xs" onClick={() => setEdited(address)}>
                      Change
                    </Button>
                    <Button variant="light" color="red" size="xs" disabled={busy} onClick={() => remove(address)}>
                      Delete
                    </Button>
                  </Group>
                </Group>
              </Paper>
            ))}
          </>
        )}
      </Show>
      <Group>
        <Button onClick={() => setEdited("new")}>Add an address</Button>
      </Group>
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        closeButtonProps={{ "aria-label": "Close" }}
        title={edited === "new" ? "Add an address" : "Change the address"}
      >
        {edited ? <AddressForm userId={userId} address={edited} onDone={done} /> : null}
      </Modal>
    </Stack>
  );
}

function AddressLines({ of }: { of: Address }) {
  const lines = [of.name, of.line1, of.line2, [of.postal_code, of.city].filter(Boolean).join(" "), of.country];
  return (
    <div>
      {lines.filter(Boolean).map((line, place) => (
        <Text key={line} fw={place === 0 ? 600 : undefined}>
          {line}
        </Text>
      ))}
      <Group gap="xs" mt="xs">
        {of.is_default_shipping ? <Badge>Ships here</Badge> : null}
        {of.is_default_billing ? <Badge color="gray">Billed here</Badge> : null}
      </Group>
    </div>
  );
}

const fields = [
  { name: "name", label: "Name", needed: true, autoComplete: "name" },
  { name: "line1", label: "Street and number", needed: true, autoComplete: "address-line1" },
  { name: "line2", label: "More (optional)", needed: false, autoComplete: "address-line2" },
  { name: "postal_code", label: "Postal code", needed: true, autoComplete: "postal-code" },
  { name: "city", label: "City", needed: true, autoComplete: "address-level2" },
  { name: "country", label: "Country", needed: true, autoComplete: "country-name" },
] as const;

interface FormProps {
  userId: string;
  address: Address | "new";
  onDone(): void;
}

function AddressForm({ userId, address, onDone }: FormProps) {
  const { error, busy, run } = useTrying();
  const known = address === "new" ? undefined : address;
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const body = {
      ...Object.fromEntries(fields.map(({ name }) => [name, text(name) || null])),
      line1: text("line1"),
      city: text("city"),
      is_default_shipping: form.get("is_default_shipping") === "on",
    };
    run(async () => {
      const path = { user_id: userId };
      if (!known) await answer(api.POST("/customers/{user_id}/addresses", { params: { path }, body }));
      else {
        const params = { path: { ...path, address_id: known.id } };
        await answer(api.PUT("/customers/{user_id}/addresses/{address_id}", { params, body }));
      }
      onDone();
    });
  };
  return (
    <form onSubmit={save}>
      <Stack>
        {fields.map(({ name, label, needed, autoComplete }) => (
          <TextInput
            key={name}
            name={name}
            label={label}
            required={needed}
            autoComplete={autoComplete}
            defaultValue={known?.[name] ?? ""}
          />
        ))}
        <Checkbox
          name="is_default_shipping"
          label="Ship here unless told otherwise"
          defaultChecked={known?.is_default_shipping ?? false}
        />
        <Button type="submit" loading={busy}>
          Save
        </Button>
        <Problem text={error} />
      </Stack>
    </form>
  );
}
