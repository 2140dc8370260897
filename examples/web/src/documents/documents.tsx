import type { Document, Person } from "../api.ts";
import { Heading } from "../parts/heading.tsx";
import { ClosedCard, DocumentCard } from "./document-card.tsx";

type Props = { documents: Document[]; person: Person };

export function Documents({ documents, person }: Props) {
  const open = documents.filter(({ role }) => role !== null);
  const closed = documents.filter(({ role }) => role === null);
  return (
    <main className="wrap" data-testid="documents">
      <Heading title="Your documents" />
      {open.length > 0 ? (
        <ul className="cards">
          {open.map((document) => (
            <DocumentCard key={document.room} document={document} />
          ))}
        </ul>
      ) : (
        <Empty email={person.email} />
      )}
      {closed.length > 0 && (
        <section className="closed" aria-labelledby="closed-title">
          <h2 id="closed-title">Not shared with you</h2>
          <p className="soft">
            A real product would not list these. Here they are listed so that one can see a refusal: open one, and the application mints no
            token for it.
          </p>
          <ul className="cards">
            {closed.map((document) => (
              <ClosedCard key={document.room} document={document} />
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

function Empty({ email }: { email: string }) {
  return (
    <div className="card calm empty" data-testid="no-documents">
      <h2>Nobody has invited you yet</h2>
      <p className="soft">
        Give your e-mail address to somebody who owns a document, and it will be here when you come back to this window. In this demonstration that is Edda: sign in as her
        in another browser, open a document, and invite
      </p>
      <p className="address">{email}</p>
    </div>
  );
}
