import { type Fields, fieldsOf, listOf, textOf } from "./lenient.ts";
import { placeholders, placeholderWith } from "./placeholders.ts";

/** Real cards nest a few levels; a hostile one must not exhaust the stack. */
const deepestCard = 16;

export function actionCardText(body: Fields): string {
  const title = textOf(body.title);
  const text = textOf(body.text, body.content);
  const links = (listOf(body.actionUrlItemList) ?? []).map((item) => textOf(fieldsOf(item).actionUrl));
  // Most cards repeat their title in the text.
  const heading = title !== undefined && text?.includes(title) === true ? undefined : title;
  return linesOf([heading, text, ...links]) || placeholders.card;
}

/** Shared documents are cards with nothing but a link; cards of other robots are trees of elements. */
export function interactiveCardText(body: Fields): string {
  const link = textOf(body.biz_custom_action_url);
  const elements = listOf(body.cardContent) ?? [body.cardContent];
  const words = elements.map((element) => textOf(elementText(element, deepestCard)));
  return linesOf([...words, link === undefined ? undefined : placeholderWith("card", link)]) || placeholders.card;
}

/** Words beside each other run on; blocks of words stand on lines of their own. */
function elementText(element: unknown, depth: number): string {
  const { value, children } = fieldsOf(element);
  const inner = depth === 0 ? undefined : listOf(children);
  if (inner === undefined) return typeof value === "string" ? value.toWellFormed() : "";
  const separator = inner.some((child) => fieldsOf(child).children !== undefined) ? "\n" : "";
  return inner.map((child) => elementText(child, depth - 1)).join(separator);
}

function linesOf(lines: readonly (string | undefined)[]): string {
  return lines.filter((line) => line !== undefined).join("\n");
}
