import type { Document } from "../api.ts";
import { Heading } from "../parts/heading.tsx";
import { RolePill } from "../parts/role-pill.tsx";
import { BackLink } from "./back-link.tsx";
import { Connection } from "./connection.tsx";
import { Invitation } from "./invitation.tsx";
import { Present } from "./present.tsx";

type Props = { room: string; document: Document | null; onShared: (document: Document) => void };

export function DocumentHeader({ room, document, onShared }: Props) {
  return (
    <header className="document-head">
      <BackLink />
      <Heading title={document?.title ?? room} />
      <div className="about">
        {document && (
          <>
            <span className="soft">{document.team}</span>
            <span className="hidden">, your role: </span>
            <span data-testid="role">
              <RolePill role={document.role} />
            </span>
          </>
        )}
        <Connection />
      </div>
      <div className="who">
        <Present />
        {document?.role === "owner" && <Invitation document={document} onShared={onShared} />}
      </div>
    </header>
  );
}
