/** A refused administration call. */
export class AdminError extends Error {
  override readonly name = "AdminError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The JSON body of an administration call. */
export class AdminFields {
  readonly all: Readonly<Record<string, unknown>>;

  constructor(all: Readonly<Record<string, unknown>>) {
    this.all = all;
  }

  text(name: string): string {
    return this.optionalText(name) ?? missing(name, "text");
  }

  optionalText(name: string): string | undefined {
    const value = this.all[name];
    if (value === undefined || typeof value === "string") return value;
    return missing(name, "text");
  }

  /** A list of texts; empty when the field is absent. */
  texts(name: string): string[] {
    const value = this.all[name] ?? [];
    if (!Array.isArray(value)) return missing(name, "a list of texts");
    return value.map((item) => (typeof item === "string" ? item : missing(name, "a list of texts")));
  }

  flag(name: string): boolean {
    const value = this.all[name] ?? false;
    return typeof value === "boolean" ? value : missing(name, "true or false");
  }

  number(name: string): number {
    const value = this.all[name];
    return typeof value === "number" && Number.isFinite(value) ? value : missing(name, "a number");
  }
}

/** Reads the body; an empty one has no fields. */
export function readFields(body: Buffer): AdminFields {
  if (body.length === 0) return new AdminFields({});
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw new AdminError(400, "The body must be JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AdminError(400, "The body must be a JSON object.");
  }
  return new AdminFields(value as Record<string, unknown>);
}

function missing(name: string, kind: string): never {
  throw new AdminError(400, `The field ${name} must be ${kind}.`);
}
