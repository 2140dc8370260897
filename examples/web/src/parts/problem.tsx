/** What went wrong. The place is always there, so that screen readers notice when it is filled. */
export function Problem({ text }: { text: string | null }) {
  return <div role="alert">{text && <p className="problem">{text}</p>}</div>;
}
