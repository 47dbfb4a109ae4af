/** A secret as it may be shown: at most its first four characters, and none of a short one. */
export function mask(secret: string): string {
  return secret.length > 8 ? `${secret.slice(0, 4)}****` : "****";
}

const secretInText =
  /\b(access_token|accessToken|refreshToken|appSecret|appsecret|clientSecret|client_secret|suiteSecret|suiteTicket|ticket|session|sign|signature)(["']?\s*[=:]\s*["']?)([^&\s"',;]+)/gi;

/** Hides values of secret parameters inside a text or URL that comes from elsewhere. */
export function maskText(text: string): string {
  return text.replace(secretInText, (_, name: string, between: string, value: string) => name + between + mask(value));
}
