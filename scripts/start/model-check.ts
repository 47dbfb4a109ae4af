/** Asks the model provider for its list of models before anything starts: wrong settings show at once. */
import { hideSecretsInText, maskSecret } from "@dt/runtime";
import { exitCodes, Problem } from "../shared/problem.ts";

export interface ModelAddress {
  /** With its /v1. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

const limitMs = 8_000;

/**
 * Not every provider has such a list, and a busy one may refuse for the moment: only an address where nobody answers
 * and a key that is refused count.
 * @throws Problem (`remote`)
 */
export async function checkModel(model: ModelAddress, signal: AbortSignal): Promise<void> {
  const status = await askForModels(model, signal);
  if (status !== 401) return;
  throw new Problem(
    exitCodes.remote,
    `The model provider at ${shown(model)} refuses the key ${maskSecret(model.apiKey)}; correct OPENAI_API_KEY.`,
  );
}

async function askForModels(model: ModelAddress, signal: AbortSignal): Promise<number> {
  try {
    const response = await fetch(`${model.baseUrl}/models`, {
      headers: { authorization: `Bearer ${model.apiKey}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Problem(
      exitCodes.remote,
      `The model at ${shown(model)} cannot be reached (${reasonOf(error)}); check OPENAI_BASE_URL, network and proxy.`,
      { cause: error },
    );
  }
}

function shown(model: ModelAddress): string {
  return hideSecretsInText(model.baseUrl);
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be resolved now",
  ECONNRESET: "the connection was cut",
  ETIMEDOUT: "no answer in time",
  TimeoutError: `no answer within ${limitMs / 1_000} s`,
};

/** A few words on why a connection failed. */
export function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
    const reason = reasons[code];
    if (reason !== undefined) return reason;
    if (cause.cause === undefined) return hideSecretsInText(cause.message);
  }
  return String(error);
}
