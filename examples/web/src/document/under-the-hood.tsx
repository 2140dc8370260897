import type { Ref } from "react";
import { ENDPOINT, type AuthForm } from "./auth-form.ts";

type Props = {
  authForm: AuthForm;
  onAuthForm: (form: AuthForm) => void;
  /** Whether there is an API token to ask with. */
  hasApiToken: boolean;
  /** Every status of the connection since the document was entered. */
  statuses: string[];
  /** Where the open room puts what it knows. */
  roomSlot: Ref<HTMLDivElement>;
};

/** For developers: what the client does while the document is open. It stays as it is when the document is entered anew. */
export function UnderTheHood({ authForm, onAuthForm, hasApiToken, statuses, roomSlot }: Props) {
  const choice = (form: AuthForm) => ({
    type: "radio",
    name: "auth-form",
    checked: authForm === form,
    onChange: () => onAuthForm(form),
    "data-testid": `auth-${form}`,
  });
  return (
    <details className="card hood" data-testid="under-the-hood">
      <summary>Under the hood</summary>
      <div className="hood-body">
        <section>
          <h3>Connection</h3>
          <p className="soft">Every status since you entered.</p>
          <p className="mono" data-testid="status-history">
            {statuses.join(" → ")}
          </p>
        </section>
        <fieldset>
          <legend>How this page asks for tokens</legend>
          <label>
            <input {...choice("url")} />
            <span>
              <code>authEndpoint: "{ENDPOINT}"</code>
              <span className="soft">The URL form. The session cookie says who asks.</span>
            </span>
          </label>
          {hasApiToken && (
            <label>
              <input {...choice("callback")} />
              <span>
                <code>authEndpoint: async (room) =&gt; …</code>
                <span className="soft">
                  The callback form. It sends no cookie, but <code>Authorization: Bearer demo-token-…</code>
                </span>
              </span>
            </label>
          )}
          <p className="hint">
            {hasApiToken ? "A change enters the document anew, with a new token." : "The callback form needs an API token, which only the seeded people have."}
          </p>
        </fieldset>
        <div ref={roomSlot} className="hood-room" />
      </div>
    </details>
  );
}
