import { Heading } from "../parts/heading.tsx";
import { BackLink } from "./back-link.tsx";

/** Tokens are minted, but there is no Liveblocks server that would take them. */
export function NoServer({ title }: { title: string }) {
  return (
    <main className="wrap narrow">
      <BackLink />
      <div className="card calm" data-testid="no-server">
        <Heading title={title}>There is no Liveblocks server to open “{title}” with</Heading>
        <p className="soft">
          The application mints tokens in its own process, and nothing that runs would take them. To meet others in a document, start
          everything: the application, the Liveblocks dev server and this page.
        </p>
        <pre tabIndex={0}>node examples/web/start.mjs</pre>
        <p className="soft">
          What can be seen without a server is <a href="/tokens">what is in a token, and who is refused one</a>.
        </p>
      </div>
    </main>
  );
}
