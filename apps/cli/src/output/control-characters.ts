/** Control characters, and marks that turn the direction of writing: on a terminal they would act, not show. */
const acting = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text of strangers as a terminal may show it. Lines and tabs stay, everything else that acts is replaced. */
export function withoutControls(text: string): string {
  return text.replaceAll(acting, (character) => (/[\n\t]/.test(character) ? character : "\uFFFD"));
}

/** JSON of the same meaning that a terminal may show: `JSON.stringify` leaves some of what acts as it is. */
export function escapeControls(json: string): string {
  return json.replaceAll(acting, (character) => {
    return character === "\n" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
