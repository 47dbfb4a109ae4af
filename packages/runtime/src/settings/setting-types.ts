import { z } from "zod";

/** A whole number given as text, within limits that the message names. */
export function wholeNumber(options: { minimum: number; maximum?: number }) {
  const { minimum, maximum = Number.MAX_SAFE_INTEGER } = options;
  const message =
    maximum === Number.MAX_SAFE_INTEGER
      ? `must be a whole number of at least ${minimum}`
      : `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, message);
}

/** One of a few words, in any case. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .string()
    .toLowerCase()
    .pipe(z.enum(words, `must be one of ${words.join(", ")}`));
}

/** `true` or `false`, also `1` and `0`, `yes` and `no`, `on` and `off`. */
export function yesOrNo() {
  return z
    .string()
    .toLowerCase()
    .pipe(z.enum([...yes, "false", "0", "no", "off"], "must be true or false"))
    .transform((word) => (yes as readonly string[]).includes(word));
}

const yes = ["true", "1", "yes", "on"] as const;

/** An http or https address without a slash at its end, so that a path can be appended. */
export function httpUrl() {
  return z
    .string()
    .refine(isHttpUrl, "must be an address that begins with http:// or https://")
    .transform((url) => url.replace(/\/+$/, ""));
}

function isHttpUrl(text: string): boolean {
  const protocol = URL.parse(text)?.protocol;
  return protocol === "http:" || protocol === "https:";
}
