import { useCallback, useEffect, useState } from "react";
import { getDocuments, logOut, type Document, type Me, type Person } from "./api.ts";
import type { AuthForm } from "./document/auth-form.ts";
import { DocumentPage } from "./document/document-page.tsx";
import { Documents } from "./documents/documents.tsx";
import { Loading } from "./parts/loading.tsx";
import { TopBar } from "./parts/top-bar.tsx";
import { Unreachable } from "./parts/unreachable.tsx";
import { DOCUMENTS, useRoomInAddress } from "./route.ts";
import { useResource } from "./use-resource.ts";
import { sentence } from "./words.ts";

type Props = { me: Me; person: Person; onSignedOut: () => Promise<void>; onSessionLost: () => Promise<void> };

/** Everything that somebody who is signed in sees. */
export function SignedIn({ me, person, onSignedOut, onSessionLost }: Props) {
  const room = useRoomInAddress();
  const { value: documents, error, reload, set } = useResource(getDocuments, room); // a role may have changed since the last view
  const [authForm, setAuthForm] = useState<AuthForm>("url");

  useEffect(() => {
    if (error?.status === 401) void onSessionLost();
  }, [error, onSessionLost]);

  const replace = useCallback(
    (changed: Document) => set((all) => all?.map((one) => (one.room === changed.room ? changed : one)) ?? null),
    [set],
  );

  async function signOut() {
    await logOut();
    window.location.hash = DOCUMENTS;
    await onSignedOut();
  }

  /** The address stays, so that whoever signs in next lands at the same place. */
  async function signInAgain() {
    await logOut();
    await onSignedOut();
  }

  function view() {
    if (!documents) return error ? <Unreachable reason={error.message} retry={reload} /> : <Loading what="your documents" />;
    if (room === null) return <Documents documents={documents} person={person} />;
    return (
      <DocumentPage
        key={room}
        room={room}
        document={documents.find((one) => one.room === room) ?? null}
        me={me}
        person={person}
        authForm={authForm}
        onAuthForm={setAuthForm}
        onShared={replace}
        onEnterAnew={reload}
        signInAgain={signInAgain}
      />
    );
  }

  const outdated = documents && error ? `${sentence(error.message)} What you see may be out of date.` : null;
  return (
    <>
      <TopBar me={me} person={person} outdated={outdated} signOut={signOut} />
      {view()}
    </>
  );
}
