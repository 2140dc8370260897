export function Loading({ what }: { what: string }) {
  return (
    <main className="wrap loading" aria-busy="true">
      <p role="status">Loading {what}…</p>
    </main>
  );
}
