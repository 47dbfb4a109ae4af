import type { Command } from "./command.ts";

/** A group of commands as the catalog names it; its file is loaded when one of its commands is asked for. */
export interface Group {
  readonly name: string;
  readonly summary: string;
  /** Heading in `dt --help`. */
  readonly section: string;
  /** The commands; a single one without a name when the group is the command. */
  readonly load: () => Promise<readonly Command[]>;
}
