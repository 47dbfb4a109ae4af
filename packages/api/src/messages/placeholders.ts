/** Words that stand for what has no words. Chinese like DingTalk's own, since models meet them in such chats. */
export const placeholders = {
  picture: "[图片]",
  audio: "[语音]",
  video: "[视频]",
  file: "[文件]",
  card: "[卡片]",
  chatRecord: "[聊天记录]",
  quote: "[引用的消息]",
  unknown: "[未知类型的消息]",
} as const;

/** A placeholder that tells more, such as `[文件: plan.pdf]`. */
export function placeholderWith(kind: keyof typeof placeholders, detail: string | undefined): string {
  const words = placeholders[kind];
  return detail === undefined ? words : `${words.slice(0, -1)}: ${detail.trim().replaceAll(/\s+/g, " ")}]`;
}
