import { getMe } from "./api.ts";
import { Loading } from "./parts/loading.tsx";
import { Unreachable } from "./parts/unreachable.tsx";
import { SignIn } from "./sign-in/sign-in.tsx";
import { SignedIn } from "./signed-in.tsx";
import { useResource } from "./use-resource.ts";

export function App() {
  const { value: me, error, reload, renew, set } = useResource(getMe);

  /** The session has ended: nobody is shown as signed in, whether or not the application says so. */
  async function signedOut() {
    set((last) => last && { ...last, person: null });
    await renew();
  }

  if (!me && error) return <Unreachable reason={error.message} retry={reload} />;
  if (!me) return <Loading what="the page" />;
  if (!me.person) return <SignIn people={me.people} password={me.password} onSignedIn={renew} />;
  return <SignedIn key={me.person.id} me={me} person={me.person} onSignedOut={signedOut} onSessionLost={renew} />;
}
