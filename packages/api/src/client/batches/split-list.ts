import type { Batching, Operation } from "../../operation.ts";
import { inputSchema } from "../../requests/input-schema.ts";

type Fields = Readonly<Record<string, unknown>>;

/** As much of a list as one call takes. */
export interface ListPart {
  readonly entries: readonly unknown[];
  /** The input with these entries only. */
  readonly input: Fields;
}

/** The list of an input in as many parts as it takes; an input without a proper list is one part as it stands. */
export function splitList(operation: Operation, { list }: Batching, input: Fields): ListPart[] {
  const value = input[list];
  const schema = inputSchema(operation).properties[list];
  if (schema?.type === "array" && schema.maxItems !== undefined && Array.isArray(value))
    return chunks(value, schema.maxItems).map((entries) => ({ entries, input: { ...input, [list]: entries } }));
  if (schema?.type === "string" && schema.maxListed !== undefined && typeof value === "string")
    return chunks(value.split(","), schema.maxListed).map((entries) => {
      return { entries, input: { ...input, [list]: entries.join(",") } };
    });
  return [{ entries: [], input }];
}

function chunks(entries: readonly unknown[], bound: number): unknown[][] {
  const count = Math.ceil(entries.length / bound);
  return Array.from({ length: count }, (_, index) => entries.slice(index * bound, (index + 1) * bound));
}
