import type { ApprovalForm, FormComponent } from "./form.ts";

const reason: FormComponent = { name: "TextareaField", id: "TextareaField-REASON", label: "事由", required: true };

/** Process codes of the default forms. */
export const defaultProcessCodes = {
  everyComponent: "PROC-SIMULATOR-EVERY-COMPONENT",
  leave: "PROC-SIMULATOR-LEAVE",
  expense: "PROC-SIMULATOR-EXPENSE",
  purchase: "PROC-SIMULATOR-PURCHASE",
  attendance: "PROC-SIMULATOR-ATTENDANCE",
} as const;

/** Five forms: one with each component, three with usual flows, one of a suite that calls cannot start. */
export const defaultForms: readonly ApprovalForm[] = [
  {
    processCode: defaultProcessCodes.leave,
    name: "请假申请",
    directory: "假勤",
    components: [
      {
        name: "DDSelectField",
        id: "DDSelectField-TYPE",
        label: "请假类型",
        required: true,
        options: ["年假", "病假", "事假"],
      },
      {
        name: "DDDateRangeField",
        id: "DDDateRangeField-TIME",
        label: '["开始时间","结束时间"]',
        required: true,
        unit: "天",
      },
      reason,
    ],
    steps: [
      { name: "主管审批", approvers: { kind: "manager" } },
      { name: "人事审批", approvers: { kind: "people", userIds: ["wangfang03"], mode: "NONE" } },
    ],
  },
  {
    processCode: defaultProcessCodes.expense,
    name: "费用报销",
    directory: "财务",
    managers: ["wangfang03"],
    components: [
      { name: "MoneyField", id: "MoneyField-TOTAL", label: "总金额", required: true, unit: "元" },
      table("费用明细"),
      { name: "DDAttachment", id: "DDAttachment-BILL", label: "发票" },
    ],
    steps: [
      { name: "主管审批", approvers: { kind: "manager" } },
      { name: "财务会签", approvers: { kind: "people", userIds: ["wangfang03", "zhangsan01"], mode: "AND" } },
    ],
  },
  {
    processCode: defaultProcessCodes.purchase,
    name: "采购申请",
    directory: "行政",
    revocable: false,
    components: [{ name: "TextField", id: "TextField-THING", label: "物品", required: true }, reason],
    steps: [
      {
        name: "自选审批人",
        approvers: { kind: "chosen", key: "manual_1918_simulator", userIds: ["zhangsan01", "wangfang03"] },
      },
    ],
  },
  {
    processCode: defaultProcessCodes.everyComponent,
    name: "全部组件",
    directory: "其他",
    memo: "每种组件一个",
    visibleTo: ["zhangsan01", "lisi02"],
    components: everyComponent(),
    steps: [
      { name: "或签", approvers: { kind: "people", userIds: ["lisi02", "wangfang03"], mode: "OR" } },
      { name: "总经理", approvers: { kind: "people", userIds: ["zhangsan01"], mode: "NONE" } },
    ],
  },
  {
    processCode: defaultProcessCodes.attendance,
    name: "补卡申请",
    directory: "假勤",
    suite: true,
    components: [{ name: "DDHolidayField", id: "DDHolidayField-1", label: '["开始时间","结束时间"]', required: true }],
    steps: [{ name: "主管审批", approvers: { kind: "manager" } }],
  },
];

function table(label: string): FormComponent {
  return {
    name: "TableField",
    id: "TableField-ROWS",
    label,
    children: [
      { name: "TextField", id: "TextField-WHAT", label: "用途", required: true },
      { name: "NumberField", id: "NumberField-COUNT", label: "数量" },
      { name: "DDPhotoField", id: "DDPhotoField-PHOTO", label: "照片" },
    ],
  };
}

function everyComponent(): FormComponent[] {
  return [
    { name: "TextField", id: "TextField-1", label: "单行", required: true, placeholder: "请输入", bizAlias: "single" },
    { name: "TextareaField", id: "TextareaField-1", label: "多行" },
    { name: "NumberField", id: "NumberField-1", label: "数字", unit: "个" },
    { name: "MoneyField", id: "MoneyField-1", label: "金额" },
    { name: "PhoneField", id: "PhoneField-1", label: "电话" },
    { name: "StarRatingField", id: "StarRatingField-1", label: "评分" },
    { name: "DDSelectField", id: "DDSelectField-1", label: "单选", options: ["甲", "乙", "其他"] },
    { name: "DDMultiSelectField", id: "DDMultiSelectField-1", label: "多选", options: ["红", "绿", "蓝"] },
    { name: "DDDateField", id: "DDDateField-1", label: "日期" },
    { name: "DDDateRangeField", id: "DDDateRangeField-1", label: '["开始","结束"]', format: "yyyy-MM-dd HH:mm" },
    { name: "DDPhotoField", id: "DDPhotoField-1", label: "图片" },
    table("明细"),
    { name: "DDAttachment", id: "DDAttachment-1", label: "附件" },
    { name: "InnerContactField", id: "InnerContactField-1", label: "联系人", multiple: true },
    { name: "DepartmentField", id: "DepartmentField-1", label: "部门" },
    { name: "RelateField", id: "RelateField-1", label: "关联审批单" },
    { name: "AddressField", id: "AddressField-1", label: "地点" },
    { name: "TextNote", id: "TextNote-1", label: "请如实填写" },
  ];
}
