import { initial } from "../words.ts";
import { tint } from "./tint.ts";

/** A letter on somebody's colour. The name has to stand beside it. */
export function Avatar({ name, color, small = false }: { name: string; color: string; small?: boolean }) {
  return (
    <span className={small ? "avatar small" : "avatar"} style={tint(color)} aria-hidden="true">
      {initial(name)}
    </span>
  );
}
