import { useEffect } from "react";
import { getMe } from "./api.ts";
import { Loading } from "./parts/loading.tsx";
import { Unreachable } from "./parts/unreachable.tsx";
import { SignIn } from "./sign-in/sign-in.tsx";
import { SignedIn } from "./signed-in.tsx";
import { useResource } from "./use-resource.ts";

export function App() {
  const { value: me, error, reload } = useResource(getMe);

  // Somebody may have signed in or out in another tab.
  useEffect(() => {
    const look = () => void reload();
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [reload]);

  if (!me && error) return <Unreachable reason={error.message} retry={reload} />;
  if (!me) return <Loading what="the page" />;
  if (!me.person) return <SignIn people={me.people} onSignedIn={reload} />;
  return <SignedIn key={me.person.id} me={me} person={me.person} onSessionChange={reload} />;
}
