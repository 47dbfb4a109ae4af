/** The components that a form can hold. */
export type ComponentName =
  | "TextField"
  | "TextareaField"
  | "NumberField"
  | "MoneyField"
  | "PhoneField"
  | "StarRatingField"
  | "DDSelectField"
  | "DDMultiSelectField"
  | "DDDateField"
  | "DDDateRangeField"
  | "DDPhotoField"
  | "TableField"
  | "DDAttachment"
  | "InnerContactField"
  | "DepartmentField"
  | "RelateField"
  | "AddressField"
  | "TextNote"
  | "DDHolidayField";

export interface FormComponent {
  readonly name: ComponentName;
  readonly id: string;
  /** What values are named by. Of a date range: the JSON text of two labels. */
  readonly label: string;
  readonly required?: boolean;
  /** Of selections. */
  readonly options?: readonly string[];
  /** `yyyy-MM-dd` (default) or `yyyy-MM-dd HH:mm`. */
  readonly format?: string;
  readonly unit?: string;
  readonly placeholder?: string;
  readonly bizAlias?: string;
  /** Of contacts: several people may be chosen. */
  readonly multiple?: boolean;
  /** Columns of a table. */
  readonly children?: readonly FormComponent[];
}

/** Who decides in one step of a flow. */
export type Approvers =
  | { readonly kind: "manager" }
  | { readonly kind: "people"; readonly userIds: readonly string[]; readonly mode: "AND" | "OR" | "NONE" }
  /** The originator names them (`targetSelectActioners`), out of the given people if there are any. */
  | { readonly kind: "chosen"; readonly key: string; readonly userIds?: readonly string[]; readonly several?: boolean };

export interface FormStep {
  readonly name: string;
  readonly approvers: Approvers;
}

/** An approval form with its flow. */
export interface ApprovalForm {
  /** Such as `PROC-…`. */
  readonly processCode: string;
  readonly name: string;
  readonly memo?: string;
  readonly directory?: string;
  readonly components: readonly FormComponent[];
  readonly steps: readonly FormStep[];
  /** User ids; default everybody. */
  readonly visibleTo?: readonly string[];
  /** User ids of those who manage it besides the administrators. */
  readonly managers?: readonly string[];
  /** Whether originators may take their requests back. Default true. */
  readonly revocable?: boolean;
  /** Part of a suite (attendance, HR, finance, travel): shown, but not started by calls. */
  readonly suite?: boolean;
  /** Milliseconds. */
  readonly modifiedAt?: number;
}
