import type { Operation } from "../operation.ts";
import type { ObjectSchema, Schema } from "../schema.ts";

/** Every call asks for the schema of its operation. */
const known = new WeakMap<Operation, ObjectSchema>();

/** All path, query and body parameters of an operation as one object schema. */
export function inputSchema(operation: Operation): ObjectSchema {
  const schema = known.get(operation) ?? merge(operation);
  known.set(operation, schema);
  return schema;
}

function merge({ input }: Operation): ObjectSchema {
  const places = [input.path, input.query, input.body].filter((place) => place !== undefined);
  return {
    type: "object",
    properties: Object.assign({}, ...places.map((place) => place.properties)) as Record<string, Schema>,
    required: places.flatMap((place) => place.required ?? []),
  };
}
