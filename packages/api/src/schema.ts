/**
 * The part of JSON Schema that operations are described with. Every schema is valid JSON Schema (2020-12) as it
 * stands; `maxBytes`, `maxListed`, `secret` and `person` are additions that other readers ignore.
 */
export type Schema = StringSchema | NumberSchema | BooleanSchema | ArraySchema | ObjectSchema | MapSchema | AnySchema;

interface Described {
  readonly description?: string;
}

export interface StringSchema extends Described {
  readonly type: "string";
  readonly enum?: readonly string[];
  readonly minLength?: number;
  /** Characters (UTF-16 units). */
  readonly maxLength?: number;
  /** Bytes in UTF-8. */
  readonly maxBytes?: number;
  /** The text is a list, joined by commas, of so many entries at most. */
  readonly maxListed?: number;
  /** `json`: text that must parse as JSON. `binary`: a `Blob`, only in multipart bodies. */
  readonly format?: "json" | "binary";
  /** The value must not appear in logs or errors. */
  readonly secret?: true;
  /** The id of a person, and of which kind; clients turn the other kind into it. */
  readonly person?: "userId" | "unionId";
}

export interface NumberSchema extends Described {
  readonly type: "number" | "integer";
  readonly enum?: readonly number[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface BooleanSchema extends Described {
  readonly type: "boolean";
}

export interface ArraySchema extends Described {
  readonly type: "array";
  readonly items: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** An object with known fields. In inputs no other field is allowed, in results others may appear. */
export interface ObjectSchema extends Described {
  readonly type: "object";
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** An object with free keys. */
export interface MapSchema extends Described {
  readonly type: "object";
  readonly additionalProperties: Schema;
}

/** Any JSON value. */
export interface AnySchema extends Described {
  readonly type?: never;
}

type RequiredKey<S> = S extends { readonly required: readonly (infer K)[] } ? K : never;
type Flat<T> = { [K in keyof T]: T[K] };

type InputObject<P, R, AnyId> = Flat<
  { [K in keyof P as K extends R ? K : never]: InputOf<P[K], AnyId> } & {
    [K in keyof P as K extends R ? never : K]?: InputOf<P[K], AnyId>;
  }
>;

/** A person by the other kind of id. */
type OtherId<Kind> = Kind extends "unionId" ? { readonly userId: string } : { readonly unionId: string };

/**
 * What fits a schema: required fields required, nothing else accepted. With `AnyId`, a person may also be named by the
 * other kind of id, as `{ userId }` or `{ unionId }`.
 */
export type InputOf<S, AnyId = false> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly type: "string"; readonly format: "binary" }
    ? Blob
    : S extends { readonly type: "string" }
      ? string | (S extends { readonly person: infer Kind } ? (AnyId extends true ? OtherId<Kind> : never) : never)
      : S extends { readonly type: "number" | "integer" }
        ? number
        : S extends { readonly type: "boolean" }
          ? boolean
          : S extends { readonly type: "array"; readonly items: infer I }
            ? readonly InputOf<I, AnyId>[]
            : S extends { readonly properties: infer P }
              ? InputObject<P, RequiredKey<S>, AnyId>
              : S extends { readonly additionalProperties: infer V }
                ? Readonly<Record<string, InputOf<V, AnyId>>>
                : unknown;

/** What a schema promises about an answer: every field may be missing. */
export type ResultOf<S> = S extends { readonly type: "string" }
  ? string
  : S extends { readonly type: "number" | "integer" }
    ? number
    : S extends { readonly type: "boolean" }
      ? boolean
      : S extends { readonly type: "array"; readonly items: infer I }
        ? ResultOf<I>[]
        : S extends { readonly properties: infer P }
          ? { -readonly [K in keyof P]?: ResultOf<P[K]> }
          : S extends { readonly additionalProperties: infer V }
            ? Record<string, ResultOf<V>>
            : unknown;
