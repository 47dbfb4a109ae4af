import { mask, type RequestParts } from "@dt/api";
import { type Fields, isFields } from "../fields.ts";

/** A request as it may be shown. */
export interface ShownRequest {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request, of a declared operation or of a path. */
type AnyRequest = Pick<RequestParts, "method" | "url" | "headers" | "body"> & {
  readonly operation: Pick<RequestParts["operation"], "name" | "auth" | "tokenKind"> &
    Partial<RequestParts["operation"]>;
};

const tokenHeader = "x-acs-dingtalk-access-token";

/** The exact request, with a stand-in for the access token and secrets masked. */
export function showRequest({ operation, method, url, headers, body }: AnyRequest): ShownRequest {
  const needsToken = operation.tokenKind === "app" || operation.tokenKind === "user";
  const shown = {
    operation: operation.name,
    method,
    url: maskUrl(url, operation, needsToken && operation.auth === "query"),
    headers: needsToken && operation.auth === "header" ? { ...headers, [tokenHeader]: "****" } : headers,
  };
  if (body === undefined) return shown;
  // To name FormData would load Node's whole HTTP client, which most commands that only show a request can do without.
  return { ...shown, body: typeof body === "string" ? maskSecrets(JSON.parse(body)) : describeForm(body) };
}

function maskUrl(url: string, operation: AnyRequest["operation"], withToken: boolean): string {
  const masked = new URL(url);
  const declared = operation.input?.query?.properties ?? {};
  for (const [name, value] of masked.searchParams) {
    const schema = declared[name];
    if ((schema !== undefined && "secret" in schema) || isSecretName(name)) masked.searchParams.set(name, mask(value));
  }
  if (withToken) masked.searchParams.set("access_token", "****");
  return masked.href;
}

function describeForm(form: FormData): Fields {
  const entries = Array.from(form, ([name, value]) => {
    return [name, typeof value === "string" ? value : `${value.name} (${value.size} bytes)`];
  });
  return Object.fromEntries(entries) as Fields;
}

/** JSON with the values of secret fields masked, at any depth. */
export function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (!isFields(value)) return value;
  const masked = Object.entries(value).map(([name, entry]) => {
    return [name, isSecretName(name) && typeof entry === "string" ? mask(entry) : maskSecrets(entry)];
  });
  return Object.fromEntries(masked);
}

/** Positions of pages are called tokens too, and are none. */
export function isSecretName(name: string): boolean {
  if (/^(next|page)[_-]?token$/i.test(name)) return false;
  return /token|secret|ticket|password|authorization|^sign(ature)?$|^session$|^sessionWebhook$/i.test(name);
}
