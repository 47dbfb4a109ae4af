import { describe, expect, it } from "vitest";
import { defaultWorld } from "../default-world.ts";
import { defaultOrganization } from "../organization/default-organization.ts";
import { createOrganization } from "../organization/organization.ts";
import { World } from "../world.ts";
import { defaultForms, defaultProcessCodes } from "./default-forms.ts";
import { type FormValue, readFormValues, type ValueProblem } from "./form-values.ts";

const organization = createOrganization(new World(defaultWorld()), defaultOrganization());
const form = defaultForms.find(({ processCode }) => processCode === defaultProcessCodes.everyComponent);
const file = { spaceId: "1", fileName: "a", fileSize: "1", fileType: "txt", fileId: "f" };
const range = '["开始","结束"]';

/** Reads one value besides the only required one. */
function read(name: string, value: string): FormValue[] | ValueProblem {
  const given =
    name === "单行"
      ? [{ name, value }]
      : [
          { name: "单行", value: "x" },
          { name, value },
        ];
  return readFormValues(form?.components ?? [], given, { organization, isInstance: (id) => id === "known" });
}

describe("values of a form", () => {
  it.each([
    ["单行", "任何文字"],
    ["数字", "-1.5"],
    ["金额", "12.50"],
    ["电话", "+86 138-0000-0001"],
    ["评分", "5"],
    ["单选", "甲"],
    ["多选", '["红","蓝"]'],
    ["日期", "2028-02-29"],
    [range, '["2026-01-01 09:00","2026-01-02 18:00"]'],
    ['[ "开始", "结束" ]', '["2026-01-01 09:00","2026-01-01 09:00"]'],
    ["图片", '["https://example.com/a.png"]'],
    ["明细", '[[{"name":"用途","value":"a"},{"name":"数量","value":"2"}],[{"name":"用途","value":"b"}]]'],
    ["附件", JSON.stringify([file])],
    ["联系人", '["lisi02","01234567890123456789"]'],
    ["部门", "100,110"],
    ["关联审批单", '["known"]'],
    ["地点", "浙江省,杭州市,余杭区"],
  ])("accept for %s: %s", (name, value) => {
    expect(read(name, value)).toHaveLength(name === "单行" ? 1 : 2);
  });

  it.each([
    ["数字", "一", "must be a number"],
    ["金额", "1.234", "two decimals"],
    ["电话", "abc", "phone number"],
    ["评分", "6", "1 to 5"],
    ["单选", "丙", "must be one of 甲, 乙, 其他"],
    ["多选", "红", "JSON array"],
    ["多选", '["黄"]', "红, 绿, 蓝"],
    ["日期", "2026-02-30", "yyyy-MM-dd"],
    ["日期", "2026-02-03 10:00", "yyyy-MM-dd"],
    [range, '["2026-01-01","2026-01-02"]', "HH:mm"],
    [range, '["2026-01-02 09:00","2026-01-01 09:00"]', "before it begins"],
    ["图片", '["a.png"]', "URLs"],
    ["明细", '[{"name":"用途","value":"a"}]', "each an array"],
    ["明细", '[[{"name":"数量","value":"2"}]]', "row 1: the required component 用途"],
    ["明细", '[[{"name":"用途","value":"a"},{"name":"数量","value":"x"}]]', "must be a number"],
    ["附件", '[{"fileId":"f"}]', "spaceId"],
    ["联系人", "lisi02", "JSON array of userIds"],
    ["联系人", '["nobody"]', "userIds"],
    ["部门", "99999", "ids of departments"],
    ["关联审批单", '["other"]', "process instance ids"],
    ["地点", "杭州", "province"],
  ])("refuse for %s: %s", (name, value, message) => {
    expect(read(name, value)).toEqual({ code: "formConverterError", message: expect.stringContaining(message) });
  });

  it.each([
    ["an unknown label", [{ name: "没有", value: "x" }], "illegalComponent"],
    ["a note", [{ name: "请如实填写", value: "x" }], "illegalComponent"],
    [
      "one component twice",
      [
        { name: "单行", value: "x" },
        { name: "单行", value: "y" },
      ],
      "illegalComponent",
    ],
    ["another component's type", [{ name: "单行", value: "x", componentType: "NumberField" }], "illegalComponent"],
    ["an empty required component", [{ name: "单行", value: "" }], "processInstanceInvalidParameter"],
    ["no required component", [], "processInstanceInvalidParameter"],
  ])("refuse %s", (_, given, code) => {
    const context = { organization, isInstance: () => false };
    expect(readFormValues(form?.components ?? [], given, context)).toMatchObject({ code });
  });
});
