/** What stands in a push in place of its content once the organisation's quota of messages is used up. */
export const overQuota = {
  code: "20001",
  text: "the monthly quota of Webhook and Stream messages is used up",
} as const;
