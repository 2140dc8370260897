import type { FormEvent } from "react";
import { logIn } from "../api.ts";
import { Field } from "../parts/field.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../use-action.ts";
import { fieldsOf } from "../parts/fields-of.ts";

/** `password`: that of the accounts that may be tried. */
export function LoginForm({ password, onSignedIn }: { password: string; onSignedIn: () => Promise<void> }) {
  const { busy, problem, run } = useAction();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const credentials = fieldsOf(event.currentTarget, ["email", "password"]);
    void run(async () => {
      await logIn(credentials);
      await onSignedIn();
    });
  }

  return (
    <form className="card" data-testid="login-form" onSubmit={submit} aria-labelledby="login-title">
      <h2 id="login-title">…or by hand</h2>
      <Field label="E-mail" name="email" type="email" autoComplete="username" required />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        hint={`The people above have the password “${password}”.`}
      />
      <button type="submit" className="primary" aria-disabled={busy}>
        Sign in
      </button>
      <Problem text={problem} />
    </form>
  );
}
