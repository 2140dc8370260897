import { shallow, useOthersMapped, useSelf } from "@liveblocks/react";
import { Avatar } from "../parts/avatar.tsx";

const SHOWN = 5;

type Present = { id: string; name: string; color: string; connectionId: number; note: string };

/** Everybody who is in the document now, oneself first. */
export function Present() {
  const people = usePresent();
  const shown = people.slice(0, SHOWN);
  const more = people.slice(SHOWN);
  return (
    <ul className="present stack" data-testid="avatars" aria-label="In this document now">
      {shown.map((person) => (
        <Item key={person.id} person={person} className="person" />
      ))}
      {more.map((person) => (
        <Item key={person.id} person={person} className="hidden" />
      ))}
      {more.length > 0 && (
        <li className="person" data-name={more.map(({ name }) => name).join(", ")} aria-hidden="true">
          <span className="avatar more">+{more.length}</span>
        </li>
      )}
    </ul>
  );
}

function Item({ person: { id, name, color, connectionId, note }, className }: { person: Present; className: string }) {
  return (
    <li className={className} data-name={name + note} data-testid={`avatar-${id}`} data-connection={connectionId}>
      <Avatar name={name} color={color} />
      <span className="hidden">{name + note}</span>
    </li>
  );
}

/** Somebody with two windows, or with a connection that is about to end, is there once: by the latest connection. */
function usePresent(): Present[] {
  const self = useSelf(({ id, info, connectionId }) => ({ id, ...info, connectionId, note: " (you)" }), shallow);
  const others = useOthersMapped(({ id, info }) => ({ id, ...info, note: "" }), shallow);
  const people = new Map<string, Present>();
  if (self) people.set(self.id, self);
  for (const [connectionId, other] of others) {
    if (other.id !== self?.id) people.set(other.id, { ...other, connectionId });
  }
  return [...people.values()];
}
