import type { Seeded } from "../api.ts";
import { Brand } from "../parts/brand.tsx";
import { Heading } from "../parts/heading.tsx";
import { useRoomInAddress } from "../route.ts";
import { LoginForm } from "./login-form.tsx";
import { People } from "./people.tsx";
import { RegisterForm } from "./register-form.tsx";

type Props = { people: Seeded[]; password: string; onSignedIn: () => Promise<void> };

export function SignIn({ people, password, onSignedIn }: Props) {
  const room = useRoomInAddress();
  return (
    <>
      <header className="bar">
        <div className="wrap">
          <Brand />
        </div>
      </header>
      <main className="wrap sign-in">
        <Heading title="Sign in">People together in a document</Heading>
        <p className="lead">
          Write a text, move notes, and see who else is there. Liveblocks carries it; who may enter what, and who may only watch, is decided
          by this application. Sign in as two people in two browsers, and meet.
        </p>
        {room && (
          <p className="notice">
            Sign in first; then you go on to <code>{room}</code>.
          </p>
        )}
        <section aria-labelledby="people-title">
          <h2 id="people-title">Sign in as…</h2>
          <People people={people} password={password} onSignedIn={onSignedIn} />
        </section>
        <div className="forms">
          <LoginForm password={password} onSignedIn={onSignedIn} />
          <RegisterForm onSignedIn={onSignedIn} />
        </div>
      </main>
    </>
  );
}
