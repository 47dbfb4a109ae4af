import type { Organization } from "../organization/organization.ts";
import type { ComponentName, FormComponent } from "./form.ts";
import { isAddress, isAmount, isDate, isNumber, isPhone, isStars, parseList, parseTexts } from "./value-formats.ts";

/** A value as callers send it. */
export interface GivenValue {
  readonly name?: string;
  readonly value?: string;
  readonly extValue?: string;
  readonly componentType?: string;
  readonly id?: string;
}

/** A value as an instance keeps and shows it. */
export interface FormValue {
  readonly id: string;
  readonly name: string;
  readonly componentType: ComponentName;
  readonly value: string;
  readonly extValue?: string;
  readonly bizAlias?: string;
}

/** What is wrong with the values, as a documented code. */
export interface ValueProblem {
  readonly code: "illegalComponent" | "formConverterError" | "processInstanceInvalidParameter";
  readonly message: string;
}

/** What values may refer to. */
export interface ValueContext {
  readonly organization: Organization;
  readonly isInstance: (instanceId: string) => boolean;
}

/** Puts given values to their components. The first thing that is wrong ends it. */
export function readFormValues(
  components: readonly FormComponent[],
  given: readonly GivenValue[],
  context: ValueContext,
): FormValue[] | ValueProblem {
  const values: FormValue[] = [];
  const seen = new Set<string>();
  for (const one of given) {
    const component = components.find(({ label }) => isSameLabel(label, one.name ?? ""));
    if (!component) {
      return { code: "illegalComponent", message: `the form has no component with the label ${one.name}` };
    }
    if (seen.has(component.id)) return illegal(component, "is given twice");
    seen.add(component.id);
    const value = readValue(component, one, context);
    if ("code" in value) return value;
    values.push(value);
  }
  const missing = components.find(({ id, required }) => required && !seen.has(id));
  if (!missing) return values;
  return { code: "processInstanceInvalidParameter", message: `the required component ${missing.label} has no value` };
}

/** The two labels of a range are JSON, where blanks do not count. */
function isSameLabel(label: string, name: string): boolean {
  if (label === name) return true;
  const labels = parseTexts(label);
  return labels !== undefined && JSON.stringify(labels) === JSON.stringify(parseTexts(name));
}

function readValue(component: FormComponent, given: GivenValue, context: ValueContext): FormValue | ValueProblem {
  const { value = "", componentType } = given;
  if (component.name === "TextNote" || component.name === "DDHolidayField") return illegal(component, "cannot be set");
  if (componentType !== undefined && componentType !== component.name) {
    return illegal(component, `is a ${component.name}, not a ${componentType}`);
  }
  if (value === "" && component.required) {
    return { code: "processInstanceInvalidParameter", message: `the required component ${component.label} is empty` };
  }
  const wrong = value === "" ? undefined : rules[component.name]?.(value, component, context);
  if (wrong !== undefined) {
    return { code: "formConverterError", message: `the value of ${component.label} (${component.name}) ${wrong}` };
  }
  return keep(component, value, given.extValue, context);
}

function illegal({ label }: FormComponent, problem: string): ValueProblem {
  return { code: "illegalComponent", message: `the component ${label} ${problem}` };
}

/** Says what is wrong with a value, or nothing. */
type Rule = (value: string, component: FormComponent, context: ValueContext) => string | undefined;

const rules: Partial<Record<ComponentName, Rule>> = {
  NumberField: (value) => (isNumber(value) ? undefined : "must be a number"),
  MoneyField: (value) => (isAmount(value) ? undefined : "must be an amount with at most two decimals"),
  PhoneField: (value) => (isPhone(value) ? undefined : "must be a phone number"),
  StarRatingField: (value) => (isStars(value) ? undefined : "must be 1 to 5"),
  DDSelectField: (value, { options = [] }) =>
    options.includes(value) ? undefined : `must be one of ${options.join(", ")}`,
  DDMultiSelectField: (value, { options = [] }) =>
    parseTexts(value)?.every((text) => options.includes(text))
      ? undefined
      : `must be a JSON array of texts out of ${options.join(", ")}`,
  DDDateField: (value, { format }) => (isDate(value, format) ? undefined : `must look like ${format ?? "yyyy-MM-dd"}`),
  DDDateRangeField: checkRange,
  DDPhotoField: (value) =>
    parseTexts(value)?.every((text) => /^(https?:\/\/|@)/.test(text)) ? undefined : "must be a JSON array of URLs",
  TableField: checkTable,
  DDAttachment: checkAttachments,
  InnerContactField: checkContacts,
  DepartmentField: (value, _, { organization }) =>
    value.split(",").every((id) => organization.department(Number(id)) || id === "-1")
      ? undefined
      : "must be ids of departments, joined by commas",
  RelateField: (value, _, { isInstance }) =>
    parseTexts(value)?.every(isInstance) ? undefined : "must be a JSON array of process instance ids",
  AddressField: (value) => (isAddress(value) ? undefined : "must be province,city,district"),
};

function checkRange(value: string, { format }: FormComponent): string | undefined {
  const [from, until, ...more] = parseTexts(value) ?? [];
  const isPair = from !== undefined && until !== undefined && more.length === 0;
  if (!isPair || !isDate(from, format) || !isDate(until, format)) {
    return `must be a JSON array of two dates like ${format ?? "yyyy-MM-dd"}`;
  }
  return from <= until ? undefined : "must not end before it begins";
}

function checkTable(value: string, { children = [] }: FormComponent, context: ValueContext): string | undefined {
  const rows = parseList(value);
  if (!rows?.every((row) => Array.isArray(row))) {
    return "must be a JSON array of rows, each an array of {name, value}";
  }
  for (const [index, row] of rows.entries()) {
    const read = readFormValues(children, row as GivenValue[], context);
    if ("code" in read) return `is wrong in row ${index + 1}: ${read.message}`;
  }
  return undefined;
}

const attachmentFields = ["spaceId", "fileName", "fileSize", "fileType", "fileId"];

function checkAttachments(value: string): string | undefined {
  const files = parseList(value);
  const isComplete = (file: unknown): boolean =>
    typeof file === "object" && file !== null && attachmentFields.every((name) => name in file);
  return files?.every(isComplete) ? undefined : `must be a JSON array of {${attachmentFields.join(", ")}}`;
}

function checkContacts(value: string, { multiple }: FormComponent, { organization }: ValueContext): string | undefined {
  const userIds = parseTexts(value);
  if (!userIds?.every((userId) => organization.employee(userId))) return "must be a JSON array of userIds";
  return multiple || userIds.length === 1 ? undefined : "must hold one person";
}

/** Contacts and departments are kept by name with the ids beside, tables with an id for each row. */
function keep(component: FormComponent, value: string, extValue: string | undefined, context: ValueContext): FormValue {
  const { id, label, name: componentType, bizAlias } = component;
  const basics = { id, name: label, componentType, ...(bizAlias !== undefined && { bizAlias }) };
  const named = value === "" ? undefined : nameThings(component, value, context);
  if (named) return { ...basics, ...named };
  return { ...basics, value, ...(extValue !== undefined && { extValue }) };
}

function nameThings(
  component: FormComponent,
  value: string,
  { organization }: ValueContext,
): { value: string; extValue?: string } | undefined {
  if (component.name === "InnerContactField") {
    const nameOf = (userId: string): string => organization.employee(userId)?.name ?? "";
    const people = (parseTexts(value) ?? []).map((emplId) => ({ emplId, name: nameOf(emplId) }));
    return { value: people.map(({ name }) => name).join(","), extValue: JSON.stringify(people) };
  }
  if (component.name === "DepartmentField") {
    const found = value.split(",").map((id) => ({ id, name: organization.department(Number(id))?.name ?? "" }));
    return { value: found.map(({ name }) => name).join(","), extValue: JSON.stringify(found) };
  }
  return component.name === "TableField" ? { value: JSON.stringify(keepRows(component, value)) } : undefined;
}

function keepRows({ id, children = [] }: FormComponent, value: string): object[] {
  const rows = (parseList(value) ?? []) as GivenValue[][];
  return rows.map((row, index) => ({
    rowNumber: `${id.replaceAll("-", "_")}_${index + 1}`,
    rowValue: row.map(({ name = "", value: cell = "" }) => {
      const column = children.find(({ label }) => label === name);
      return { componentType: column?.name, label: name, key: column?.id, value: cell };
    }),
  }));
}
