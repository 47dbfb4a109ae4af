/** A model that tells what it was asked, and remembers what it must not have seen. */
import { setTimeout as delay } from "node:timers/promises";
import type { Simulator } from "@dt/simulator";
import type { Random } from "../chance/random.ts";
import { mark } from "../stage/crowd.ts";

/** One request of a session to the model. */
export interface Question {
  readonly session: number;
  /** ms since the epoch */
  readonly at: number;
  /** The last number that was asked about, and the first one that stood in the history; undefined: none. */
  readonly asked: number;
  readonly oldest: number | undefined;
}

export interface Sightings {
  /** Requests with text of more than one session. */
  leaks: number;
  /** Requests of a session while another one of it was running. */
  parallel: number;
  readonly questions: Question[];
}

const FASTEST_MS = 20;
const SLOWEST_MS = 320;

/** The model repeats the marks of the last message, and looks for those of other people. */
export function watchModel(simulator: Simulator, random: Random): Sightings {
  const sightings: Sightings = { leaks: 0, parallel: 0, questions: [] };
  const running = new Map<number, number>();
  simulator.model.respond(async ({ messages }) => {
    const texts = messages.map(({ content }) => (typeof content === "string" ? content : ""));
    const last = texts.at(-1) ?? "";
    const [asked, before] = [marksIn(last), marksIn(texts.slice(0, -1).join("\n"))];
    const sessions = new Set([...asked, ...before].map((each) => each.session));
    if (sessions.size > 1) sightings.leaks++;
    const [session = -1] = sessions;
    const under = running.get(session) ?? 0;
    if (under > 0) sightings.parallel++;
    const [newest, oldest] = [Math.max(...numbers(asked)), Math.min(...numbers(before))];
    sightings.questions.push({
      session,
      at: Date.now(),
      asked: newest,
      oldest: Number.isFinite(oldest) ? oldest : undefined,
    });
    running.set(session, under + 1);
    await delay(FASTEST_MS + random.next() * (SLOWEST_MS - FASTEST_MS));
    running.set(session, (running.get(session) ?? 1) - 1);
    return { text: last.match(mark)?.join(" ") ?? "", firstTokenMs: 0, tokenMs: 0 };
  });
  return sightings;
}

interface Mark {
  readonly session: number;
  readonly number: number;
}

export function marksIn(text: string): Mark[] {
  return Array.from(text.matchAll(mark), ([, session, number]) => ({
    session: Number(session),
    number: Number(number),
  }));
}

function numbers(marks: readonly Mark[]): number[] {
  return marks.map(({ number }) => number);
}
