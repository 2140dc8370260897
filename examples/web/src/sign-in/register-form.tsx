import type { FormEvent } from "react";
import { register } from "../api.ts";
import { Field } from "../parts/field.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../use-action.ts";
import { fieldsOf } from "../parts/fields-of.ts";

export function RegisterForm({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const { busy, problem, run } = useAction();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const account = fieldsOf(event.currentTarget, ["name", "email", "password"]);
    void run(async () => {
      await register(account);
      await onSignedIn();
    });
  }

  return (
    <form className="card" data-testid="register-form" onSubmit={submit} aria-labelledby="register-title">
      <h2 id="register-title">New here?</h2>
      <Field label="Name" name="name" type="text" autoComplete="name" required hint="Others see it beside your cursor." />
      <Field label="E-mail" name="email" type="email" autoComplete="email" required hint="It stays on this server; owners invite you by it." />
      <Field label="Password" name="password" type="password" autoComplete="new-password" required hint="8 characters or more." />
      <button type="submit" aria-disabled={busy}>
        Register
      </button>
      <Problem text={problem} />
    </form>
  );
}
