const secretKeys = new Set([
  "accesstoken",
  "apikey",
  "apisecret",
  "appsecret",
  "authorization",
  "clientsecret",
  "code",
  "refreshtoken",
  "session",
  "sessionwebhook",
  "sign",
  "signature",
  "suitesecret",
  "suiteticket",
  "ticket",
  "xacsdingtalkaccesstoken",
]);

/** The first four characters and `****`. */
export function maskSecret(secret: string): string {
  return secret === "" ? "" : `${secret.slice(0, 4)}****`;
}

/** A copy in which the values of everything that is named like a secret are masked. */
export function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, maskEntry(key, inner)]);
  return Object.fromEntries(entries);
}

/** The query with secrets masked, without the question mark. */
export function maskQuery(query: URLSearchParams): string {
  return [...query].map(([key, value]) => `${key}=${isSecretKey(key) ? maskSecret(value) : value}`).join("&");
}

function maskEntry(key: string, value: unknown): unknown {
  return typeof value === "string" && isSecretKey(key) ? maskSecret(value) : maskSecrets(value);
}

function isSecretKey(key: string): boolean {
  return secretKeys.has(key.toLowerCase().replaceAll(/[-_]/g, ""));
}
