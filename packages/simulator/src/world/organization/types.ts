/** One place in the tree of an organisation. The root has id 1. */
export interface Department {
  readonly deptId: number;
  /** 0 for the root. */
  readonly parentId: number;
  readonly name: string;
  /** Place among its siblings; small numbers come first. */
  readonly order?: number;
  /** User ids. */
  readonly managers?: readonly string[];
  /** Hidden departments are left out of the address book, not out of the calls. */
  readonly hidden?: boolean;
  readonly brief?: string;
  readonly sourceIdentifier?: string;
  /** The `openConversationId` of the department's own group. */
  readonly groupId?: string;
}

/** How an employee belongs to one department. */
export interface Membership {
  readonly deptId: number;
  readonly leader?: boolean;
  readonly order?: number;
  readonly title?: string;
  readonly workPlace?: string;
}

export interface Role {
  readonly id: number;
  readonly name: string;
  readonly groupName: string;
}

/** Somebody in the address book. What is absent is left out of answers, as DingTalk does with empty fields. */
export interface Employee {
  readonly userId: string;
  readonly unionId: string;
  readonly name: string;
  /** The first one is the main department. */
  readonly departments: readonly Membership[];
  readonly mobile?: string;
  /** Country code of the mobile; default 86. */
  readonly stateCode?: string;
  readonly email?: string;
  readonly orgEmail?: string;
  readonly telephone?: string;
  readonly title?: string;
  readonly jobNumber?: string;
  readonly workPlace?: string;
  readonly remark?: string;
  readonly avatar?: string;
  /** Milliseconds. */
  readonly hiredAt?: number;
  /** Fields of the organisation's own. */
  readonly extension?: Readonly<Record<string, string>>;
  readonly managerUserId?: string;
  readonly roles?: readonly Role[];
  /** 1 main administrator, 2 administrator of a part. */
  readonly adminLevel?: 1 | 2;
  readonly boss?: boolean;
  readonly senior?: boolean;
  readonly hideMobile?: boolean;
  /** False for people who never activated their account. Default true. */
  readonly active?: boolean;
  /** Days (`yyyyMMdd`, UTC+8) on which the person did not log in; somebody inactive never did. */
  readonly daysAway?: readonly string[];
  /** An account that the organisation owns: login by this name, no mobile. */
  readonly loginId?: string;
}

export type LeaveReason = "oapi" | "cancel" | "leave" | "unknown" | "delete";

/** Somebody who is gone. */
export interface FormerEmployee {
  readonly userId: string;
  readonly name: string;
  /** Milliseconds. */
  readonly leftAt: number;
  readonly leaveReason: LeaveReason;
  readonly mobile?: string;
  readonly stateCode?: string;
  readonly deptId: number;
  readonly handoverUserId?: string;
  readonly voluntaryReason?: readonly string[];
  readonly passiveReason?: readonly string[];
  readonly reasonMemo?: string;
}

/** What the organisation has bought. */
export interface Editions {
  /** Smart HR: the lists of dismissed people. Default true. */
  smartHr: boolean;
  /** The paid edition of OA approval: lists of open tasks. Default false. */
  paidApproval: boolean;
  /** Urgent notices by text message and phone. Default false. */
  paidDing: boolean;
}

export interface OrganizationOptions {
  readonly name?: string;
  readonly departments?: readonly Department[];
  readonly employees?: readonly Employee[];
  readonly formerEmployees?: readonly FormerEmployee[];
  readonly editions?: Partial<Editions>;
}
