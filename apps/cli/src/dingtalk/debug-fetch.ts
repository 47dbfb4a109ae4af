import { type Fetch, mask, maskText } from "@dt/api";
import { withoutControls } from "../output/control-characters.ts";
import { isSecretName, maskSecrets } from "./mask-request.ts";

const longestBody = 4_000;

/** Shows every exchange with DingTalk, secrets masked, and lets it through. */
export function createDebugFetch(showLine: (line: string) => void, send: Fetch): Fetch {
  const show = (line: string): void => showLine(withoutControls(line));
  return async (url, init) => {
    show(`> ${init.method ?? "GET"} ${maskUrl(url)}`);
    for (const [name, value] of Object.entries((init.headers ?? {}) as Record<string, string>))
      show(`> ${name}: ${isSecretName(name) ? mask(value) : value}`);
    if (typeof init.body === "string") show(`> ${maskBody(init.body)}`);
    else if (init.body) show("> (multipart form)");
    const startedAt = performance.now();
    const response = await send(url, init);
    const text = await response.clone().text();
    show(`< ${response.status} after ${Math.round(performance.now() - startedAt)} ms`);
    show(`< ${maskBody(text)}`);
    return response;
  };
}

function maskUrl(url: string): string {
  const masked = new URL(url);
  for (const [name, value] of masked.searchParams) if (isSecretName(name)) masked.searchParams.set(name, mask(value));
  return masked.href;
}

function maskBody(text: string): string {
  const shown = maskJson(text) ?? maskText(text);
  return shown.length > longestBody ? `${shown.slice(0, longestBody)}… (${text.length} characters)` : shown;
}

function maskJson(text: string): string | undefined {
  try {
    return JSON.stringify(maskSecrets(JSON.parse(text)));
  } catch {
    return undefined;
  }
}
