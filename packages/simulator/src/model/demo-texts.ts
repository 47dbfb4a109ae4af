/** Everything the demo model can say, once in Chinese and once in English. */
export interface DemoTexts {
  readonly introduction: string;
  readonly understood: (texts: readonly string[]) => string;
  readonly greeting: (name: string) => string;
  readonly name: (name: string | undefined) => string;
  readonly said: (texts: readonly string[]) => string;
  readonly toolDone: (result: string) => string;
  readonly image: (description: string, count: number) => string;
  readonly imageUnknown: string;
  readonly long: string;
}

export const chinese: DemoTexts = {
  introduction:
    "> 我是**演示模型**，没有接入真正的大模型：我按固定的脚本回答，让你看到消息怎样一路到达、回复怎样流式返回。\n\n",
  understood: (texts) => `我收到了：\n\n${quoteAll(texts)}\n\n${hintsChinese}`,
  greeting: (name) => `你好，**${name}**！我记住这个名字了——在这段对话里。`,
  name: (name) => (name === undefined ? "你还没有告诉我你的名字。试试说“我叫小明”。" : `你叫**${name}**。`),
  said: (texts) => (texts.length === 0 ? "在这之前你还没有说过话。" : `你之前说过：\n\n${numbered(texts)}`),
  toolDone: (result) => `好的，已经处理了。工具返回：\n\n> ${result}`,
  image: (description, count) => `我看到了 ${count} 张图片：${description}。作为演示模型，我看不懂画面的内容。`,
  imageUnknown: "一张图片",
  long: longChinese(),
};

export const english: DemoTexts = {
  introduction:
    "> I am a **demo model**, no real language model is connected: I answer from a script, to show how a message travels and how its reply streams in.\n\n",
  understood: (texts) => `I received:\n\n${quoteAll(texts)}\n\n${hintsEnglish}`,
  greeting: (name) => `Hello **${name}**! I will remember the name within this conversation.`,
  name: (name) =>
    name === undefined ? 'You have not told me your name yet. Try "my name is Ada".' : `Your name is **${name}**.`,
  said: (texts) =>
    texts.length === 0 ? "You have not said anything before this." : `You said before:\n\n${numbered(texts)}`,
  toolDone: (result) => `Done. The tool answered:\n\n> ${result}`,
  image: (description, count) =>
    `I see ${count} image(s): ${description}. Being a demo model, I cannot tell what it shows.`,
  imageUnknown: "an image",
  long: longEnglish(),
};

const hintsChinese =
  "可以试试：\n\n- `我叫小明`，然后问 `我叫什么名字？`\n- `我之前说了什么？`\n- `长文` 看一篇带表格和代码的长回复\n- `记住我喜欢喝茶`，或者发一张图片";

const hintsEnglish =
  "Things to try:\n\n- `my name is Ada`, then `what is my name?`\n- `what did I say before?`\n- `long` for an answer with tables and code\n- `remember that I like tea`, or send an image";

function quoteAll(texts: readonly string[]): string {
  return texts.map((text) => `> ${text.replaceAll("\n", "\n> ")}`).join("\n>\n");
}

function numbered(texts: readonly string[]): string {
  return texts.map((text, index) => `${index + 1}. ${text.replaceAll("\n", " ")}`).join("\n");
}

function longChinese(): string {
  const sections = ["收下", "排队", "思考", "提交", "送达", "自愈"].map(
    (name, index) =>
      `## ${index + 1}. ${name}\n\n第 ${index + 1} 步叫做**${name}**。${"每一步都先落盘，再向前走；任何一个进程随时可能被杀掉，消息也不会丢。".repeat(6)}\n\n- 前提：上一步的结果已经保存\n- 保证：重复执行不会产生第二条回复\n- 失败时：稍后自动重试，并告诉用户`,
  );
  const table = [
    "| 步骤 | 谁负责 | 失败以后 |",
    "| --- | --- | --- |",
    "| 收下 | 接收服务 | 不确认，钉钉会重推 |",
    "| 思考 | 工作服务 | 换一个进程重来 |",
    "| 送达 | 发送服务 | 按原因重试或搁置 |",
  ].join("\n");
  return `# 一条消息的旅程\n\n${sections.join("\n\n")}\n\n## 一览\n\n${table}\n\n## 代码\n\n${codeFence()}\n\n以上就是全部内容。`;
}

function longEnglish(): string {
  const sections = ["Accept", "Queue", "Think", "Commit", "Deliver", "Heal"].map(
    (name, index) =>
      `## ${index + 1}. ${name}\n\nStep ${index + 1} is called **${name}**. ${"Every step is stored before the next begins, so a killed process loses nothing. ".repeat(8)}\n\n- Needs: the stored result of the step before\n- Promises: doing it twice sends no second reply\n- On failure: tried again, and the user is told`,
  );
  const table = [
    "| Step | Who | After a failure |",
    "| --- | --- | --- |",
    "| Accept | ingester | not acknowledged, pushed again |",
    "| Think | worker | another process starts over |",
    "| Deliver | sender | repeated or parked, by reason |",
  ].join("\n");
  return `# The way of a message\n\n${sections.join("\n\n")}\n\n## At a glance\n\n${table}\n\n## Code\n\n${codeFence()}\n\nThat is all.`;
}

function codeFence(): string {
  const lines = Array.from({ length: 12 }, (_, index) => `  await step(${index + 1}, message);`);
  return ["```ts", "async function travel(message: Message): Promise<void> {", ...lines, "}", "```"].join("\n");
}
