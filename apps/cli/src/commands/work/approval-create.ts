import { invalidArguments } from "../../cli-error.ts";
import type { Command, Option } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import { fromOperation } from "../../command/from-operation.ts";
import type { Input } from "../../command/input.ts";
import { isDingTalkError } from "../../dingtalk/to-cli-error.ts";
import { type Fields, isFields, textAt, valueAt } from "../../fields.ts";
import { type FormField, readFormFields, toComponentValues } from "./approval-form.ts";

const formOptions: readonly Option[] = [
  { name: "form-name", type: "text", value: "name", summary: "Name of the form, instead of --process-code" },
  { name: "field", type: "pairs", value: "label=value", summary: "A value by the label that people see, repeated" },
  { name: "form", type: "json", summary: "All values by label: JSON or @form.json; tables as lists of rows" },
  { name: "unchecked", type: "flag", summary: "Do not read the form to check labels and options" },
];

/** `dt approval create`: values by the labels of the form. */
export const approvalCreate: Command = fromOperation({
  name: "create",
  operation: "workflowCreateInstance",
  summary: "Start an approval",
  details: [
    "Labels must equal those of the form: dt approval schema shows them. Lists are written with commas, or as JSON.",
    "There is no idempotency key: after a failure with outcome unknown, read before you repeat.",
  ].join("\n"),
  examples: [
    "approval create --form-name 请假 --field 请假类型=年假 开始时间,结束时间=2026-03-01,2026-03-02 --dept 1",
    "approval create --process-code PROC-1 --form @leave.json --approver lisi02 --cc wangfang03",
  ],
  me: ["originatorUserId"],
  without: ["formComponentValues", "approvers", "processCode"],
  flags: {
    originatorUserId: { name: "as", summary: "userId of who starts it (default: you)" },
    deptId: { name: "dept", summary: "Department of the originator; -1 is the root. Needed without --approver" },
    ccList: { name: "cc", summary: "userIds who get a copy" },
    ccPosition: { name: "cc-when" },
    microappAgentId: { name: "agent-id" },
    targetSelectActioners: { name: "selected-approvers" },
    bizDetailPageUrl: { name: "detail-url" },
  },
  options: [
    { name: "process-code", type: "text", value: "code", summary: "Process code of the form" },
    ...formOptions,
    {
      name: "approver",
      type: "list",
      value: "userId",
      summary: "Approvers, one after the other, instead of the form's own",
    },
  ],
  prepare: async (fields, context, input) => {
    const processCode = await readProcessCode(context, input, fields);
    return {
      processCode,
      formComponentValues: await readForm(context, input, fields, processCode),
      ...toApprovers(input),
    };
  },
});

/** `dt approval forecast` */
export const approvalForecast: Command = fromOperation({
  name: "forecast",
  operation: "workflowForecast",
  summary: "Predict who an approval with these values would pass",
  me: ["userId"],
  without: ["formComponentValues", "processCode"],
  flags: {
    userId: { name: "as", summary: "userId of who would start it (default: you)" },
    deptId: { name: "dept", summary: "Department of the originator; -1 is the root" },
  },
  options: [{ name: "process-code", type: "text", value: "code", summary: "Process code of the form" }, ...formOptions],
  result: "result",
  prepare: async (fields, context, input) => {
    const processCode = await readProcessCode(context, input, fields);
    return { processCode, formComponentValues: await readForm(context, input, fields, processCode) };
  },
});

/** The code that `--process-code` gives, or that belongs to `--form-name`. */
export async function readProcessCode({ dingtalk }: Context, input: Input, fields: Fields): Promise<string> {
  const given = input.text("process-code") ?? textAt(fields, "processCode");
  if (given !== undefined) return given;
  const name = input.text("form-name");
  if (name === undefined) {
    const hint = "dt approval templates lists the forms with their codes.";
    throw invalidArguments("Say which form: --process-code or --form-name.", { hint });
  }
  const standIn = { result: { processCode: `PROCESS_CODE_OF_${name}` } };
  const code = textAt(await dingtalk.lookUp("workflowGetProcessCodeByName", { name }, standIn), "result.processCode");
  if (code !== undefined) return code;
  throw invalidArguments(`There is no form ${name}.`, { hint: "dt approval templates lists the forms." });
}

async function readForm(context: Context, input: Input, fields: Fields, processCode: string): Promise<unknown> {
  const form = readValues(input);
  if (Object.keys(form).length === 0 && fields.formComponentValues !== undefined) return fields.formComponentValues;
  const formFields = input.flag("unchecked") ? undefined : await readFields(context, processCode);
  const { values, problems } = toComponentValues(form, formFields);
  if (problems.length === 0) return values;
  const sentences = problems.map(({ name, expected, found }) => `${name}: expected ${expected}, found ${found}`);
  const hint = `dt approval schema ${processCode} shows the fields.`;
  throw invalidArguments(`The values do not fit the form. ${sentences.join("; ")}.`, { problems, hint });
}

function readValues(input: Input): Fields {
  const form = input.json("form") ?? {};
  if (isFields(form)) return { ...form, ...input.pairs("field") };
  throw invalidArguments(`--form must be a JSON object of values by label, such as {"请假类型":"年假"}.`);
}

/** Without the permission to read forms, values are sent as they are. */
async function readFields(context: Context, processCode: string): Promise<FormField[] | undefined> {
  try {
    const answer = await context.dingtalk.lookUp("workflowGetFormSchema", { processCode }, {});
    const found = readFormFields(valueAt(answer, "result"));
    return found.length === 0 ? undefined : found;
  } catch (error) {
    if (!isDingTalkError(error) || error.code !== "permission_denied") throw error;
    context.note("The form cannot be read (permission Workflow.Form.Read); its values are not checked.");
    return undefined;
  }
}

function toApprovers(input: Input): Fields {
  const userIds = input.list("approver");
  return userIds.length === 0
    ? {}
    : { approvers: userIds.map((userId) => ({ actionType: "NONE", userIds: [userId] })) };
}
