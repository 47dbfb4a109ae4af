import type { ArgumentProblem } from "../../cli-error.ts";
import { suggest } from "../../command/suggest.ts";
import { type Fields, isFields, listAt, textAt, valueAt } from "../../fields.ts";

/** One field of an approval form. */
export interface FormField {
  /** What people see, and the name that a value is sent under. */
  readonly label: string;
  /** Such as `TextField`, `DDSelectField`, `TableField`. */
  readonly component: string;
  readonly required: boolean;
  /** Texts to choose from. */
  readonly options: readonly string[];
  /** Columns of a table. */
  readonly children: readonly FormField[];
}

/** Components that carry no value. */
const silentComponents = new Set(["TextNote", "FoldTextNote"]);

/** The fields of a form from the answer of workflowGetFormSchema. */
export function readFormFields(schema: unknown): FormField[] {
  return toFields(listAt(schema, "schemaContent.items"));
}

function toFields(items: readonly unknown[]): FormField[] {
  return items.flatMap((item) => {
    const component = textAt(item, "componentName") ?? "";
    const label = textAt(item, "props.label") ?? "";
    if (label === "" || silentComponents.has(component)) return [];
    const required = valueAt(item, "props.required") === true;
    const options = listAt(item, "props.options").map(readOption);
    return [{ label, component, required, options, children: toFields(listAt(item, "children")) }];
  });
}

/** Options stand in forms as plain text or as JSON with the text in `value`. */
function readOption(option: unknown): string {
  if (typeof option !== "string") return textAt(option, "value") ?? "";
  if (!option.startsWith("{")) return option;
  try {
    return textAt(JSON.parse(option), "value") ?? option;
  } catch {
    return option;
  }
}

export interface ComponentValue extends Fields {
  readonly name: string;
  readonly value: string;
}

/**
 * Values by label in the form that DingTalk takes: always text, lists and tables as JSON inside it. Without fields
 * (the form could not be read) nothing is checked.
 * https://open.dingtalk.com/document/development/create-an-approval-instance
 */
export function toComponentValues(
  form: Fields,
  fields: readonly FormField[] | undefined,
): { readonly values: readonly ComponentValue[]; readonly problems: readonly ArgumentProblem[] } {
  const entries = Object.entries(form).map(([name, value]) => ({ name, value, field: find(fields, name) }));
  const values = entries.map(({ name, value, field }) => ({ name: field?.label ?? name, value: toText(value, field) }));
  if (fields === undefined) return { values, problems: [] };
  const wrong = entries.flatMap(({ name, value, field }) => check(name, value, field, fields));
  const given = new Set(entries.map(({ field }) => field));
  const missing = fields
    .filter((field) => field.required && !given.has(field))
    .map(({ label, component }) => ({ name: plainLabel(label), expected: `a value (${component})`, found: "nothing" }));
  return { values, problems: [...wrong, ...missing] };
}

/** A date range has two labels, as JSON; people write them with a comma. */
function find(fields: readonly FormField[] | undefined, name: string): FormField | undefined {
  return fields?.find(({ label }) => label === name || plainLabel(label) === name);
}

/** How people write a label. */
export function plainLabel(label: string): string {
  if (!label.startsWith("[")) return label;
  try {
    const labels: unknown = JSON.parse(label);
    return Array.isArray(labels) ? labels.join(",") : label;
  } catch {
    return label;
  }
}

function check(
  name: string,
  value: unknown,
  field: FormField | undefined,
  fields: readonly FormField[],
): ArgumentProblem[] {
  if (field === undefined) {
    const labels = fields.map(({ label }) => plainLabel(label));
    const near = suggest(name, labels);
    return [
      {
        name,
        expected: near === undefined ? `one of ${labels.join(", ")}` : `the field ${near}`,
        found: "no field of the form",
      },
    ];
  }
  if (!/^DD(Multi)?SelectField$/.test(field.component) || field.options.length === 0) return [];
  const text = toText(value, field);
  const chosen = field.component === "DDSelectField" ? [text] : textsIn(text);
  if (chosen.every((option) => field.options.includes(option))) return [];
  return [{ name, expected: `one of ${field.options.join(", ")}`, found: text }];
}

function textsIn(list: string): readonly string[] {
  try {
    return [JSON.parse(list)].flat().map(String);
  } catch {
    return [list];
  }
}

const joinedByComma = new Set(["DepartmentField", "AddressField"]);
const lists = new Set(["DDMultiSelectField", "DDDateRangeField", "DDPhotoField", "InnerContactField", "RelateField"]);

function toText(value: unknown, field: FormField | undefined): string {
  if (typeof value === "string") return isWrittenList(value, field) ? JSON.stringify(value.split(",")) : value;
  if (Array.isArray(value) && joinedByComma.has(field?.component ?? "")) return value.join(",");
  if (Array.isArray(value) && field?.component === "TableField")
    return JSON.stringify(value.map((row) => toRow(row, field)));
  return JSON.stringify(value);
}

/** People write a list with commas; one that is JSON already stays as it is. */
function isWrittenList(text: string, field: FormField | undefined): boolean {
  return lists.has(field?.component ?? "") && !text.trimStart().startsWith("[");
}

/** A row of a table: `{ "Item": "Taxi", "Amount": 42 }` as `[{ name, value }]`. */
function toRow(row: unknown, table: FormField): unknown {
  if (!isFields(row)) return row;
  return Object.entries(row).map(([name, value]) => ({ name, value: toText(value, find(table.children, name)) }));
}
