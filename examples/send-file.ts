/** Uploads a file and sends it to people. */
import { openAsBlob } from "node:fs";
import { basename, extname } from "node:path";
import { InputError, needed, runProgram } from "./shared/program.ts";

const help = `
Uploads a file and sends it to people. DingTalk takes doc, docx, xls, xlsx, ppt, pptx, zip, pdf and rar up to 20 MB.

  node examples/send-file.ts <file> <userId…>
`;

await runProgram(help, {}, async ({ dingtalk, words: [path, ...userIds], signal }) => {
  const fileName = basename(needed(path, "<file>"));
  if (userIds.length === 0) throw new InputError("<userId…> is missing");
  // Read from the disk while it is sent, never held in memory as a whole.
  const content = await openAsBlob(path ?? "");
  const onUploadProgress = (sentBytes: number, totalBytes: number): void => {
    console.error(`${fileName}: ${Math.floor((100 * sentBytes) / Math.max(totalBytes, 1))} %`);
  };
  const mediaId = await dingtalk.media.upload({ type: "file", content, fileName }, { signal, onUploadProgress });

  const message = { kind: "file", mediaId, fileName, fileType: extname(fileName).slice(1) } as const;
  const { failures } = await dingtalk.robot.sendToUsers({ userIds, message }, { signal });
  console.log(`sent to ${userIds.length - failures.length} of ${userIds.length}`);
  for (const { entry, error } of failures) console.error(`${entry}: ${error.message}`);
  if (failures.length > 0) process.exitCode = 1;
});
