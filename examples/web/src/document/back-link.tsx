import { Icon } from "../parts/icon.tsx";
import { DOCUMENTS } from "../route.ts";

export function BackLink() {
  return (
    <a className="back" href={DOCUMENTS}>
      <Icon name="back" />
      Documents
    </a>
  );
}
