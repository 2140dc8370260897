import type { Role } from "../api.ts";

export function RolePill({ role }: { role: Role | null }) {
  return <span className={`pill ${role ?? "none"}`}>{role ?? "no access"}</span>;
}
