/** Shows enough of a secret to recognise it: its first 4 characters and `****`; a short one shows nothing. */
export function maskSecret(value: string): string {
  // Four characters of a value shorter than 12 would be too much of it.
  return value.length < 12 ? "****" : `${value.slice(0, 4)}****`;
}

/** Whether a setting, field or header of this name usually holds a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

const secretName =
  /secret|passw(or)?d|token|api[_-]?key|aes[_-]?key|private[_-]?key|authorization|cookie|ticket|webhook|credential|^sign(ature)?$/i;

/** Replaces what looks like a secret inside a text: passwords and signed parts of URLs, bearer tokens, API keys. */
export function hideSecretsInText(text: string): string {
  return text
    .replace(/(\w:\/\/[^\s:@/]*:)[^\s@/]+@/g, "$1****@")
    .replace(/\b(access_token|token|appsecret|secret|api_?key|password)=[^&\s"']+/gi, "$1=****")
    .replace(/([?&](?:session|sign|ticket|key|code))=[^&\s"']+/gi, "$1=****")
    .replace(/\bbearer\s+[\w.~+/=-]+/gi, "Bearer ****")
    .replace(/\bsk-[\w-]{4,}/g, "sk-****");
}
