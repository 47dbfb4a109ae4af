/** Every sentence that dt itself says to a person. */
import type { UsageOfDay, UsageOfMonth } from "@dt/session";

export type Language = "zh" | "en";

/** Chinese when a message has Chinese characters or no letters at all, else English. */
export function languageOf(text: string): Language {
  return /\p{Script=Han}/u.test(text) || !/[a-z]/i.test(text) ? "zh" : "en";
}

export interface Texts {
  readonly stopped: string;
  readonly newConversation: string;
  readonly conversationEnded: (hours: number) => string;
  readonly restored: (entries: number) => string;
  readonly nothingToRestore: string;
  readonly help: string;
  readonly helpForAdmins: string;
  readonly remembered: (facts: readonly string[]) => string;
  readonly forgotten: string;
  readonly unknownCommand: (command: string) => string;
  readonly queued: (ahead: number) => string;
  readonly working: string;
  readonly retrying: string;
  readonly notAllowed: string;
  readonly quotaExceeded: string;
  /** `day`: when it works again. */
  readonly tokensUsedUp: (day: string) => string;
  readonly adminsOnly: string;
  readonly usage: (today: UsageOfDay, month: UsageOfMonth) => string;
  readonly alarmTitle: string;
  readonly alarmTokensNearlyUsedUp: (tenantId: string, percent: number) => string;
  readonly alarmTokensUsedUp: (tenantId: string, day: string) => string;
  readonly alarmApiCallsNearlyUsedUp: (tenantId: string, percent: number) => string;
  readonly nothingToRead: string;
  readonly contentRefused: string;
  readonly tooLong: string;
  readonly pictureUnavailable: string;
  readonly apiCallsUsedUp: string;
  readonly modelRefusesUs: string;
  readonly gaveUp: string;
  readonly cut: string;
  readonly replyTitle: string;
}

const zh: Texts = {
  stopped: "已停止。之前还没回答的消息不会再回答。",
  newConversation: "已开始新的对话，之前的内容不再参考。发送 /restore 可以恢复之前的对话。",
  conversationEnded: (hours) =>
    `（距离上次对话已超过 ${hours} 小时，已开始新的对话。发送 /restore 可以恢复之前的对话。）`,
  restored: (entries) => `已恢复之前的对话（${entries} 条消息），可以接着说。`,
  nothingToRestore: "没有可以恢复的对话。",
  help: [
    "可以直接向我提问。另外：",
    "- `/new` 开始新的对话",
    "- `/restore` 恢复上一次结束的对话",
    "- `/stop` 停止正在进行的回答",
    "- `/memory` 查看我记住的内容",
    "- `/forget` 清除我记住的内容",
  ].join("\n"),
  helpForAdmins: "- `/usage` 查看用量（仅管理员）",
  remembered: (facts) => (facts.length === 0 ? "我还没有记住任何内容。" : `我记住了：\n${list(facts)}`),
  forgotten:
    "已清除我记住的关于你的内容，以及上一次结束的对话。当前的对话仍在继续；如需一并清除，请先发送 /new，再发送 /forget。",
  unknownCommand: (command) => `没有 ${command} 这个命令。发送 /help 查看可用的命令。`,
  queued: (ahead) =>
    ahead > 0 ? `消息已收到，前面还有 ${ahead} 个会话在排队，请稍候。` : "消息已收到，正在排队，请稍候。",
  working: "正在处理，请稍候……",
  retrying: "模型服务暂时不可用，正在自动重试，请稍候。",
  notAllowed: "抱歉，你没有使用这个机器人的权限。请联系管理员开通。",
  quotaExceeded: "本组织本月的机器人消息额度已用完，钉钉没有把消息内容发给我。请联系管理员。",
  tokensUsedUp: (day) => `抱歉，今天的模型用量已用完，这条消息无法回答。${day} 00:00（北京时间）起可以继续使用。`,
  adminsOnly: "抱歉，只有管理员可以使用这个命令。",
  usage: (today, month) =>
    [[`今天（${today.day}）`, today] as const, [`本月（${month.month}）`, month] as const]
      .map(
        ([when, used]) =>
          `**${when}**\n- 模型回合：${used.turns}，回复：${used.replies}\n- 词元：输入 ${used.inputTokens}，输出 ${used.outputTokens}\n- 钉钉接口调用：${used.apiCalls}`,
      )
      .join("\n\n"),
  alarmTitle: "机器人提醒",
  alarmTokensNearlyUsedUp: (tenantId, percent) =>
    `机器人 ${tenantId} 今天的模型用量已达上限的 ${percent}%。用完后当天的消息将不再回答。`,
  alarmTokensUsedUp: (tenantId, day) =>
    `机器人 ${tenantId} 今天的模型用量已用完，新消息会被拒绝，${day} 00:00（北京时间）自动恢复。可以调高 limits.tokensPerDay。`,
  alarmApiCallsNearlyUsedUp: (tenantId, percent) =>
    `机器人 ${tenantId} 本月的钉钉接口调用已达上限的 ${percent}%。从 90% 起回复不再使用卡片，用完后部分回复将无法送达。可以购买更多调用次数，并调高 limits.apiCallsPerMonth。`,
  nothingToRead: "抱歉，我读不了这条消息。请用文字再说一遍。",
  contentRefused: "抱歉，模型服务拒绝回答这条消息。请换一种说法再试。",
  tooLong: "抱歉，这条消息太长，模型读不完。请缩短或分几次发送。",
  pictureUnavailable: "抱歉，这条消息里的图片无法读取。请重新发送图片。",
  apiCallsUsedUp: "抱歉，本组织本月的钉钉接口调用额度已用完，我无法读取图片。请用文字再说一遍，或联系管理员。",
  modelRefusesUs: "抱歉，模型服务的设置有问题，暂时无法回答。消息已保留，请联系管理员。",
  gaveUp: "抱歉，多次尝试后仍然无法回答。消息已保留，管理员可以重新处理；你也可以稍后再发一次。",
  cut: "（回答因长度限制被截断。）",
  replyTitle: "回复",
};

const en: Texts = {
  stopped: "Stopped. Earlier messages without an answer will not be answered.",
  newConversation: "This is a new conversation; what was said before no longer counts. /restore brings it back.",
  conversationEnded: (hours) =>
    `(More than ${hours} hours have passed, so this is a new conversation. /restore brings the last one back.)`,
  restored: (entries) => `The conversation before is back (${entries} messages); just go on.`,
  nothingToRestore: "There is no conversation to bring back.",
  help: [
    "Just ask me. Besides:",
    "- `/new` begins a new conversation",
    "- `/restore` brings the conversation back that ended last",
    "- `/stop` stops the answer under way",
    "- `/memory` shows what I remember",
    "- `/forget` erases what I remember",
  ].join("\n"),
  helpForAdmins: "- `/usage` shows what was used (for administrators)",
  remembered: (facts) => (facts.length === 0 ? "I remember nothing yet." : `I remember:\n${list(facts)}`),
  forgotten:
    "I have erased what I remembered about you, and the conversation before this one. This one goes on; to erase it as well, send /new and then /forget.",
  unknownCommand: (command) => `There is no command ${command}. Send /help to see what there is.`,
  queued: (ahead) =>
    ahead > 0
      ? `Got it. ${ahead} conversations are ahead of yours, one moment please.`
      : "Got it, your message is waiting its turn.",
  working: "Working on it, one moment…",
  retrying: "The model is not available right now. I keep trying, one moment please.",
  notAllowed: "Sorry, you may not use this bot. Please ask its administrator.",
  quotaExceeded:
    "Your organisation's monthly robot quota is used up, and DingTalk withheld the text. Please tell the administrator.",
  tokensUsedUp: (day) =>
    `Sorry, today's model usage is used up, so this message cannot be answered. It works again from ${day} 00:00 (China time).`,
  adminsOnly: "Sorry, this command is for administrators only.",
  usage: (today, month) =>
    [[`Today (${today.day})`, today] as const, [`This month (${month.month})`, month] as const]
      .map(
        ([when, used]) =>
          `**${when}**\n- Turns of the model: ${used.turns}, replies: ${used.replies}\n- Tokens: ${used.inputTokens} in, ${used.outputTokens} out\n- Calls of DingTalk: ${used.apiCalls}`,
      )
      .join("\n\n"),
  alarmTitle: "Notice of the bot",
  alarmTokensNearlyUsedUp: (tenantId, percent) =>
    `The bot ${tenantId} has used ${percent}% of today's tokens. Once they are used up, messages are refused until tomorrow.`,
  alarmTokensUsedUp: (tenantId, day) =>
    `The bot ${tenantId} has used up today's tokens and refuses messages until ${day} 00:00 (China time). limits.tokensPerDay can be raised.`,
  alarmApiCallsNearlyUsedUp: (tenantId, percent) =>
    `The bot ${tenantId} has used ${percent}% of this month's DingTalk API calls. From 90% on replies go without cards; once they are used up, some replies cannot be delivered. More calls can be bought, and limits.apiCallsPerMonth raised.`,
  nothingToRead: "Sorry, I cannot read this message. Please say it in words.",
  contentRefused: "Sorry, the model refused to answer this message. Please put it another way.",
  tooLong: "Sorry, this message is too long for the model. Please shorten or split it.",
  pictureUnavailable: "Sorry, a picture in this message cannot be read. Please send it again.",
  apiCallsUsedUp:
    "Sorry, your organisation's DingTalk API calls of this month are used up, and I cannot read pictures. Please say it in words, or tell the administrator.",
  modelRefusesUs:
    "Sorry, the model is not set up correctly, so I cannot answer. Your message is kept; please tell the administrator.",
  gaveUp:
    "Sorry, I could not answer after several tries. Your message is kept for the administrator; you can also send it again later.",
  cut: "(The answer was cut at its length limit.)",
  replyTitle: "Reply",
};

export const texts: Readonly<Record<Language, Texts>> = { zh, en };

function list(facts: readonly string[]): string {
  return facts.map((fact) => `- ${fact}`).join("\n");
}
