import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { answer, api } from "./api.ts";
import { Problem, useTrying } from "./loading.tsx";

interface Props {
  number: string;
  onDone(): void;
  onBack(): void;
}

/** Asks why, and cancels an order: what was paid goes back where it came from. */
export function CancelForm({ number, onDone, onBack }: Props) {
  const { error, busy, run } = useTrying();
  const cancel = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const feedback = String(form.get("feedback") ?? "");
    run(async () => {
      const params = { path: { order_number: number } };
      const body = {
        cancellation_reason: String(form.get("reason")),
        refund_mode: "original_payment_mode" as const,
        ...(feedback ? { feedback } : {}),
      };
      await answer(api.POST("/orders/{order_number}/cancel", { params, body }));
      onDone();
    });
  };
  return (
    <form onSubmit={cancel} aria-label="Cancel the order">
      <Stack>
        <TextInput name="reason" label="Why are you cancelling it?" required data-autofocus />
        <Textarea name="feedback" label="Anything else? (optional)" />
        <Group>
          <Button type="submit" color="red" loading={busy}>
            Cancel it and refund me
          </Button>
          <Button variant="default" onClick={onBack}>
            Keep it
          </Button>
        </Group>
        <Problem text={error} />
      </Stack>
    </form>
  );
}
