import type { CSSProperties } from "react";

/** The style that makes a person's colour known to the style sheet. */
export function tint(color: string): CSSProperties {
  return { "--person": color } as CSSProperties;
}
