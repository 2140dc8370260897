import { useState } from "react";
import { logIn, type Seeded } from "../api.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../use-action.ts";

type Props = { people: Seeded[]; password: string; onSignedIn: () => Promise<void> };

export function People({ people, password, onSignedIn }: Props) {
  const { busy, problem, run } = useAction();
  const [chosen, setChosen] = useState<string | null>(null);

  function choose(email: string) {
    setChosen(email);
    void run(async () => {
      await logIn({ email, password });
      await onSignedIn();
    });
  }

  return (
    <>
      <ul className="people">
        {people.map(({ email, name, color, about }) => (
          <li key={email}>
            <button
              type="button"
              className="card"
              data-testid={`login-${email.split("@")[0]}`}
              aria-disabled={busy}
              aria-busy={busy && chosen === email}
              onClick={() => choose(email)}
            >
              <Avatar name={name} color={color} />
              <span>
                <strong>{name}</strong>
                <span className="soft">{about}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Problem text={problem} />
    </>
  );
}
