import { Heading } from "../parts/heading.tsx";
import { Problem } from "../parts/problem.tsx";
import { DOCUMENTS } from "../route.ts";
import { useAction } from "../use-action.ts";
import { ENDPOINT } from "./auth-form.ts";
import { BackLink } from "./back-link.tsx";
import type { Refusal } from "./refusal.ts";

type Props = { room: string; title: string; refusal: Refusal; tryAgain: () => void; signInAgain: () => Promise<void> };

export function RefusalPage({ room, title, refusal, tryAgain, signInAgain }: Props) {
  const { busy, problem, run } = useAction();
  const { by, status, code, reason } = refusal;
  const isSignedOut = status === 401;
  const signIn = (
    <button type="button" className={isSignedOut ? "primary" : "quiet"} aria-disabled={busy} onClick={() => void run(signInAgain)}>
      {isSignedOut ? "Sign in" : "Sign in as somebody else"}
    </button>
  );
  return (
    <>
      <BackLink />
      <div className="card calm refusal" data-testid="refusal" data-status={status ?? ""} data-code={code ?? ""}>
        <Heading title={title}>{headline(refusal, title)}</Heading>
        <p className="soft">{explanation(refusal)}</p>
        <dl>
          <dt>Document</dt>
          <dd>
            {title} {title !== room && <code>{room}</code>}
          </dd>
          <dt>{by === "endpoint" ? "Asked" : "Refused by"}</dt>
          <dd>{by === "endpoint" ? <code>POST {ENDPOINT}</code> : "the Liveblocks server"}</dd>
          {status !== null && (
            <>
              <dt>Status</dt>
              <dd>{status}</dd>
            </>
          )}
          {code !== null && (
            <>
              <dt>Code</dt>
              <dd>
                <code>{code}</code>
              </dd>
            </>
          )}
          <dt>Reason</dt>
          <dd data-testid="refusal-reason">{reason}</dd>
        </dl>
        <div className="actions">
          {isSignedOut && signIn}
          <button type="button" className={isSignedOut ? "" : "primary"} data-testid="try-again" onClick={tryAgain}>
            Try again
          </button>
          <a className="button" href={DOCUMENTS}>
            Back to the documents
          </a>
          {!isSignedOut && signIn}
        </div>
        <Problem text={problem} />
      </div>
    </>
  );
}

function headline({ by, status }: Refusal, title: string): string {
  if (by === "server") return `The server closed “${title}”`;
  if (status === 401) return `Sign in to open “${title}”`;
  if (status === 403) return `“${title}” is not open to you`;
  return `“${title}” cannot be opened`;
}

function explanation({ by, status }: Refusal): string {
  if (by === "server") return "A token was minted, and the Liveblocks server did not let the page in, or sent it away.";
  if (status === 401) return "The application does not know who asks; perhaps the session has ended. No token was minted.";
  return "The page asked the application for a token for this document, and the application minted none. The client does not ask again by itself.";
}
