import { useRef, useState, type FormEvent } from "react";
import { invite, type Document, type Invitation as Invite, type Member, type Role } from "../api.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Field } from "../parts/field.tsx";
import { fieldsOf } from "../parts/fields-of.ts";
import { Icon } from "../parts/icon.tsx";
import { Problem } from "../parts/problem.tsx";
import { RolePill } from "../parts/role-pill.tsx";
import { useAction } from "../use-action.ts";

const RIGHTS: Record<Role, { article: string; may: string }> = {
  owner: { article: "an", may: "read, write and invite" },
  editor: { article: "an", may: "read and write" },
  viewer: { article: "a", may: "read" },
};

type Props = { document: Document; onShared: (document: Document) => void };

/** The button with which an owner shares the document, and the dialogue behind it. */
export function Invitation({ document, onShared }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const { busy, problem, run, forget } = useAction();
  const [done, setDone] = useState<string | null>(null);

  function open() {
    setDone(null);
    forget();
    dialog.current?.showModal();
    dialog.current?.querySelector("input")?.focus();
  }

  async function change(invitation: Omit<Invite, "room">) {
    setDone(null);
    return await run(async () => {
      const changed = await invite({ room: document.room, ...invitation });
      onShared(changed);
      setDone(outcome(invitation, document.members, changed.members));
    });
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const { email, role } = fieldsOf(form, ["email", "role"]);
    const worked = await change({ email, role: role === "viewer" ? "viewer" : "editor" });
    if (worked) form.reset();
  }

  async function takeBack(email: string) {
    const worked = await change({ email, role: null });
    if (worked) title.current?.focus(); // the button that had the focus is gone
  }

  return (
    <>
      <button type="button" data-testid="invite" onClick={open}>
        <Icon name="person" />
        Invite
      </button>
      <dialog ref={dialog} className="card" aria-labelledby="invite-title">
        <div className="dialog-head">
          <h2 id="invite-title" ref={title} tabIndex={-1}>
            Share “{document.title}”
          </h2>
          <button type="button" className="quiet round" aria-label="Close" onClick={() => dialog.current?.close()}>
            <Icon name="remove" />
          </button>
        </div>
        <form data-testid="invite-form" onSubmit={(event) => void submit(event)}>
          <Field label="E-mail" name="email" type="email" autoComplete="off" required placeholder="name@example.com" />
          <div className="field">
            <label htmlFor="invite-role">As</label>
            <select id="invite-role" name="role">
              <option value="editor">editor</option>
              <option value="viewer">viewer</option>
            </select>
          </div>
          <button type="submit" className="primary" aria-disabled={busy}>
            Invite
          </button>
        </form>
        <div role="status">{done && <p className="success">{done}</p>}</div>
        <Problem text={problem} />
        <h3>People with access</h3>
        <ul className="members">
          {document.members.map(({ id, name, color, role, invited, email }) => (
            <li key={id} data-testid={`member-${id}`}>
              <Avatar name={name} color={color} small />
              <span className="member-name">
                <strong>{name}</strong>
                {email && <span className="soft">{email}</span>}
              </span>
              <RolePill role={role} />
              {invited && email && (
                <button
                  type="button"
                  className="quiet"
                  aria-disabled={busy}
                  aria-label={`Take back the invitation of ${name}`}
                  onClick={() => void takeBack(email)}
                >
                  Take back
                </button>
              )}
            </li>
          ))}
        </ul>
        <p className="hint">
          A change counts the next time somebody enters: each entry asks for a new token, and the application looks up the role then. Whoever
          is in the document now stays as they are until they leave.
        </p>
      </dialog>
    </>
  );
}

/** What has come of an invitation. Somebody may be in the team, too, and then the greater role counts. */
function outcome({ email, role }: Omit<Invite, "room">, before: Member[], after: Member[]): string {
  const isMeant = (member: Member) => member.email === email.trim().toLowerCase();
  const member = after.find(isMeant);
  const name = (member ?? before.find(isMeant))?.name ?? email;
  if (!member) return role === null ? `The invitation of ${name} is taken back.` : `${name} is invited.`;
  const { article, may } = RIGHTS[member.role];
  const is = `${article} ${member.role}`;
  if (role === null) return `The invitation of ${name} is taken back; ${name} is still ${is} here and may ${may}.`;
  if (role === member.role) return `${name} is invited as ${is} and may ${may}.`;
  return `${name} is ${is} here already and may ${may}: the greater role counts.`;
}
