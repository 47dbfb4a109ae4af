/** Memory and ended conversations as readable files: `{folder}/{tenant}/{session}/memory.md` and `conversations/*.md`. */
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { HistoryEntry } from "../mailboxes/inbox.ts";
import type { SessionKey } from "../session-id.ts";

export interface MemoryDirectory {
  /** Replaces the session's `memory.md`; removes it when there is nothing to remember. */
  writeFacts(session: SessionKey, facts: readonly string[]): Promise<void>;
  /** Keeps an ended conversation. The same conversation again replaces its file. */
  writeConversation(session: SessionKey, history: readonly HistoryEntry[]): Promise<void>;
  /** Removes everything kept of a session. */
  forget(session: SessionKey): Promise<void>;
  /** Removes conversations that ended before `olderThanMs` ago; returns how many. */
  prune(options: { olderThanMs: number }): Promise<number>;
}

/** Only the owner may read what people said. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export function createMemoryDirectory(root: string): MemoryDirectory {
  const folderOf = ({ tenantId, sessionId }: SessionKey): string => join(root, tenantId, folderName(sessionId));
  return {
    async writeFacts(session, facts) {
      const file = join(folderOf(session), "memory.md");
      if (facts.length === 0) await rm(file, { force: true });
      else await replaceFile(folderOf(session), file, facts.map((fact) => `- ${oneLine(fact)}\n`).join(""));
    },

    async writeConversation(session, history) {
      const [first] = history;
      if (first === undefined) return;
      const folder = join(folderOf(session), "conversations");
      const name = `${new Date(first.at).toISOString().replaceAll(/[:.]/g, "-")}.md`;
      await replaceFile(folder, join(folder, name), history.map(describeEntry).join("\n"));
    },

    async forget(session) {
      await rm(folderOf(session), { recursive: true, force: true });
    },

    async prune({ olderThanMs }) {
      const limit = Date.now() - olderThanMs;
      const files = await conversationFiles(root);
      const old = await Promise.all(files.map(async (file) => ((await stat(file)).mtimeMs < limit ? [file] : [])));
      await Promise.all(old.flat().map((file) => rm(file, { force: true })));
      return old.flat().length;
    },
  };
}

/** Session ids hold characters that mean something to file systems; no two ids share a name. @throws RangeError for none */
function folderName(sessionId: string): string {
  // Its folder would be that of all sessions of the tenant.
  if (sessionId === "") throw new RangeError("a session id is needed, such as dingtalk_private_manager01");
  return encodeURIComponent(sessionId).replaceAll(".", "%2E").replaceAll("*", "%2A");
}

/** A reader never sees half a file, and a crash leaves the old one. */
async function replaceFile(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  await writeFile(draft, text, { mode: FILE_MODE });
  await rename(draft, file);
}

function describeEntry({ role, content, at }: HistoryEntry): string {
  return `## ${role === "user" ? "Person" : "Bot"}, ${new Date(at).toISOString()}\n\n${content}\n`;
}

function oneLine(fact: string): string {
  return fact.replaceAll(/\s*\n\s*/g, " ");
}

async function conversationFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && basename(entry.parentPath) === "conversations")
    .map((entry) => join(entry.parentPath, entry.name));
}
