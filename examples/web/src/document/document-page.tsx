import { useCallback, useState } from "react";
import type { Status } from "@liveblocks/client";
import type { Document, Me, Person } from "../api.ts";
import type { AuthForm } from "./auth-form.ts";
import { NoServer } from "./no-server.tsx";
import { RefusalPage } from "./refusal-page.tsx";
import type { Refusal } from "./refusal.ts";
import { UnderTheHood } from "./under-the-hood.tsx";
import { Visit } from "./visit.tsx";

type Props = {
  room: string;
  /** As the list has it; `null`: the list does not have it. Whether it opens is for the endpoint to say. */
  document: Document | null;
  me: Me;
  person: Person;
  authForm: AuthForm;
  onAuthForm: (form: AuthForm) => void;
  onShared: (document: Document) => void;
  /** The role in `document` may be another by now. */
  onEnterAnew: () => Promise<void>;
  signInAgain: () => Promise<void>;
};

export function DocumentPage({ room, document, me, person, authForm, onAuthForm, onShared, onEnterAnew, signInAgain }: Props) {
  const [entry, setEntry] = useState(1);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [statuses, setStatuses] = useState<Status[]>([]);
  const [roomSlot, setRoomSlot] = useState<HTMLElement | null>(null);

  const addStatus = useCallback((status: Status, isFirst: boolean) => {
    setStatuses((before) => (isFirst ? [status] : before.at(-1) === status ? before : [...before, status]));
  }, []);

  function enterAnew() {
    setRefusal(null);
    setEntry((number) => number + 1);
    void onEnterAnew();
  }

  function choose(form: AuthForm) {
    onAuthForm(form);
    enterAnew();
  }

  const title = document?.title ?? room;
  if (!me.server) return <NoServer title={title} />;
  const apiToken = me.people.find(({ email }) => email === person.email)?.api_token ?? null;
  return (
    <main className="wrap wide" data-testid="document">
      {refusal ? (
        <RefusalPage room={room} title={title} refusal={refusal} tryAgain={enterAnew} signInAgain={signInAgain} />
      ) : (
        <Visit
          key={`${room} ${person.id} ${authForm} ${entry}`}
          room={room}
          document={document}
          person={person}
          server={me.server}
          apiToken={authForm === "callback" ? apiToken : null}
          onRefused={setRefusal}
          onStatus={addStatus}
          onShared={onShared}
          detailsSlot={roomSlot}
        />
      )}
      <UnderTheHood
        authForm={authForm}
        onAuthForm={choose}
        hasApiToken={apiToken !== null}
        statuses={statuses}
        roomSlot={setRoomSlot}
      />
    </main>
  );
}
