import { describe, expect, it } from "vitest";
import { operations } from "../operations/index.ts";
import { assertInput, checkInput } from "./validate-input.ts";

const { robotSendOTO, cardCreateAndDeliver, workflowCreateInstance, listDepartmentUsers, mediaUpload } = operations;
const send = { msgKey: "sampleText", msgParam: '{"content":"hi"}', robotCode: "r", userIds: ["u"] };
const card = { cardTemplateId: "t", outTrackId: "o", cardData: {}, openSpaceId: "dtv1.card//IM_ROBOT.u" };

describe("input validation", () => {
  it("accepts what fits and ignores undefined fields", () => {
    expect(checkInput(robotSendOTO, { ...send, surplus: undefined })).toEqual([]);
    expect(checkInput(mediaUpload, { type: "file", media: new Blob(["x"]) })).toEqual([]);
  });

  it.each([
    ["a missing field", robotSendOTO, { ...send, robotCode: undefined }, "robotCode", "text"],
    ["a wrong type", robotSendOTO, { ...send, userIds: "u" }, "userIds", "a list"],
    ["a wrong entry", robotSendOTO, { ...send, userIds: ["u", 7] }, "userIds[1]", "text"],
    ["too many entries", robotSendOTO, { ...send, userIds: Array(21).fill("u") }, "userIds", "at most 20 entries"],
    ["an empty list", robotSendOTO, { ...send, userIds: [] }, "userIds", "at least 1 entry"],
    ["text that is not JSON", robotSendOTO, { ...send, msgParam: "hi" }, "msgParam", "JSON text"],
    ["null", robotSendOTO, { ...send, msgKey: null }, "msgKey", "text"],
    ["a misspelt field", robotSendOTO, { ...send, userids: [] }, "userids", "absent (did you mean userIds?)"],
    ["a field of Object.prototype", robotSendOTO, { ...send, toString: "x" }, "toString", "absent"],
    [
      "a card value that is not text",
      cardCreateAndDeliver,
      { ...card, cardData: { cardParamMap: { n: 1 } } },
      "cardData.cardParamMap.n",
      "text",
    ],
    [
      "a missing nested field",
      cardCreateAndDeliver,
      { ...card, imGroupOpenDeliverModel: {} },
      "imGroupOpenDeliverModel.robotCode",
      "text",
    ],
    [
      "an unknown choice",
      cardCreateAndDeliver,
      { ...card, callbackType: "stream" },
      "callbackType",
      "one of STREAM, HTTP",
    ],
    ["a number as text", listDepartmentUsers, { dept_id: "1", cursor: 0, size: 10 }, "dept_id", "a whole number"],
    ["a fraction", listDepartmentUsers, { dept_id: 1.5, cursor: 0, size: 10 }, "dept_id", "a whole number"],
    ["a number that is too large", listDepartmentUsers, { dept_id: 1, cursor: 0, size: 101 }, "size", "at most 100"],
    ["something that is no object", robotSendOTO, [], "", "an object"],
    ["text instead of a file", mediaUpload, { type: "file", media: "x" }, "media", "a Blob"],
  ])("finds %s", (_, operation, input, field, expected) => {
    expect(checkInput(operation, input)).toEqual([expect.objectContaining({ field, expected })]);
  });

  it("goes into lists of objects", () => {
    const input = {
      processCode: "p",
      originatorUserId: "u",
      formComponentValues: [{ name: "a", value: "b" }, { name: "c" }],
    };
    expect(checkInput(workflowCreateInstance, input)).toMatchObject([{ field: "formComponentValues[1].value" }]);
  });

  it("fails with a message that names field and expectation but no value", () => {
    expect(() => assertInput(robotSendOTO, { ...send, robotCode: 123_456, msgKey: undefined })).toThrowError(
      "robotSendOTO was not called: msgKey must be text, found nothing; robotCode must be text, found a number.",
    );
  });
});
