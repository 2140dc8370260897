/** A reason of the application as a sentence: with a capital letter and a full stop. */
export function sentence(reason: string): string {
  const end = /[.!?…]$/.test(reason) ? "" : ".";
  return `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}${end}`;
}

/** The letter on somebody's avatar. */
export function initial(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? "?";
}

/** `Edda`, `Edda and Emil`, `Edda, Emil and Vera`. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(names);
}
