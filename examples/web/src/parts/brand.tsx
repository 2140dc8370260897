import { DOCUMENTS } from "../route.ts";

export function Brand() {
  return (
    <a className="brand" href={DOCUMENTS}>
      <span className="mark" aria-hidden="true" />
      liveblocks-auth demo
    </a>
  );
}
