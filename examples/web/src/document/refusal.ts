// Reads the message of the error with which the client reports that it was not let in.

import type { Answer } from "./auth-form.ts";

export type Refusal = {
  by: "endpoint" | "server";
  status: number | null;
  code: string | null;
  reason: string;
};

const URL_FORM = /^Unauthorized: (?<body>.*) \((?<status>\d{3}) returned by POST .*\)$/s;
const CALLBACK_FORM = /^Authentication failed: (?<reason>.*)$/s;

/** The code of the client for a refusal of the endpoint; others are those with which the server closed the connection. */
const REFUSED_BY_ENDPOINT = -1;

/** `answer` is what the callback saw last: in that form the message has nothing but the reason. */
export function refusalOf(message: string, clientCode: number, answer: Answer | null): Refusal {
  if (clientCode !== REFUSED_BY_ENDPOINT) {
    return { by: "server", status: null, code: String(clientCode), reason: message || "the server closed the connection" };
  }
  const url = URL_FORM.exec(message)?.groups;
  if (url) {
    const body = parse(url.body ?? "");
    return { by: "endpoint", status: Number(url.status), code: body.code ?? null, reason: body.reason ?? url.body ?? message };
  }
  const reason = CALLBACK_FORM.exec(message)?.groups?.reason ?? message;
  return { by: "endpoint", status: answer?.status ?? null, code: answer?.code ?? null, reason };
}

function parse(body: string): { code?: string; reason?: string } {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json !== "object" || json === null) return {};
    return {
      ...("code" in json && typeof json.code === "string" && { code: json.code }),
      ...("reason" in json && typeof json.reason === "string" && { reason: json.reason }),
    };
  } catch {
    return {};
  }
}
