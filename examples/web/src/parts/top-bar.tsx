import type { Me, Person } from "../api.ts";
import { useAction } from "../use-action.ts";
import { Avatar } from "./avatar.tsx";
import { Brand } from "./brand.tsx";
import { Problem } from "./problem.tsx";
import { TokenSource } from "./token-source.tsx";

type Props = {
  me: Me;
  person: Person;
  /** Why the view below is perhaps not what it should be. */
  outdated: string | null;
  signOut: () => Promise<void>;
};

export function TopBar({ me, person, outdated, signOut }: Props) {
  const { busy, problem, run } = useAction();
  return (
    <header className="bar">
      <div className="wrap">
        <Brand />
        <TokenSource issuer={me.issuer} tokens={me.tokens} server={me.server} />
        <p className="own" data-testid="me">
          <Avatar name={person.name} color={person.color} small />
          <span className="hidden">Signed in as </span>
          <span className="own-name">{person.name}</span>
        </p>
        <button type="button" className="quiet" data-testid="logout" aria-disabled={busy} onClick={() => void run(signOut)}>
          Sign out
        </button>
      </div>
      <Problem text={problem ?? outdated} />
    </header>
  );
}
