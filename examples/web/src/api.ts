// What the application answers, and how it is asked. The session is a cookie that this page cannot
// read.

export type Role = "owner" | "editor" | "viewer";

export type Profile = { id: string; name: string; color: string };

export type Person = Profile & { email: string };

/** An account that may be tried. */
export type Seeded = { email: string; name: string; color: string; about: string; api_token: string };

export type Me = {
  person: Person | null;
  /** Who mints the tokens, in a word or two. */
  issuer: string;
  /** Where tokens come from, in a sentence. */
  tokens: string;
  /** The Liveblocks server that takes them; `null` when there is none. */
  server: string | null;
  people: Seeded[];
  /** The password of all of them. */
  password: string;
};

export type Member = Profile & { role: Role; invited: boolean; email?: string };

export type Document = {
  room: string;
  title: string;
  team: string;
  /** `null` when it is not open to this person. */
  role: Role | null;
  members: Member[];
};

export type Invitation = { room: string; email: string; role: "editor" | "viewer" | null };

/** The answer was an error, or did not come. */
export class ApiError extends Error {
  /** 0 when no answer came. */
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

export const getMe = () => request<Me>("GET", "/api/me");

export const logIn = (credentials: { email: string; password: string }) => request<Profile>("POST", "/api/login", credentials);

export const register = (account: { name: string; email: string; password: string }) =>
  request<Profile>("POST", "/api/register", account);

export const logOut = () => request<void>("POST", "/api/logout");

export const getDocuments = () => request<Document[]>("GET", "/api/documents");

export const invite = (invitation: Invitation) => request<Document>("POST", "/api/invitations", invitation);

async function request<T>(method: "GET" | "POST", path: string, body?: object): Promise<T> {
  const init: RequestInit = { method };
  if (body) {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, "the application does not answer");
  });
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as T;
  throw new ApiError(response.status, reasonOf(answer) ?? `the application answered with status ${response.status}`);
}

function reasonOf(answer: unknown): string | null {
  const hasReason = typeof answer === "object" && answer !== null && "reason" in answer;
  return hasReason && typeof answer.reason === "string" ? answer.reason : null;
}
