import type { Document, Member } from "../api.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icon.tsx";
import { RolePill } from "../parts/role-pill.tsx";
import { documentHref } from "../route.ts";
import { listed } from "../words.ts";

const SHOWN = 5;

export function DocumentCard({ document: { room, title, team, role, members } }: { document: Document }) {
  return (
    <li>
      <a className="card document-card" href={documentHref(room)} data-testid={`doc-${room}`}>
        <span className="sheet" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <strong className="title">{title}</strong>
        <span className="soft">{team}</span>
        <span className="foot">
          <Members members={members} />
          <RolePill role={role} />
        </span>
      </a>
    </li>
  );
}

export function ClosedCard({ document: { room, title, team } }: { document: Document }) {
  return (
    <li>
      <a className="card document-card" href={documentHref(room)} data-testid={`doc-${room}`}>
        <Icon name="lock" />
        <strong className="title">{title}</strong>
        <span className="soft">{team}</span>
      </a>
    </li>
  );
}

function Members({ members }: { members: Member[] }) {
  const more = members.length - SHOWN;
  return (
    <span className="stack">
      <span className="hidden">Open to {listed(members.map(({ name }) => name))}. You are </span>
      {members.slice(0, SHOWN).map(({ id, name, color }) => (
        <Avatar key={id} name={name} color={color} small />
      ))}
      {more > 0 && (
        <span className="avatar small more" aria-hidden="true">
          +{more}
        </span>
      )}
    </span>
  );
}
