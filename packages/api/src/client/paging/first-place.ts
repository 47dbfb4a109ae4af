import type { Paging } from "../../operation.ts";

/** Entries per page where neither caller nor DingTalk sets a number. */
const usualSize = 20;

/** The input fields that ask for the first page, as large as it can be; none for a list that comes as a whole. */
export function firstPlace(paging: Paging | undefined): Readonly<Record<string, number | string>> {
  if (paging === undefined) return {};
  const { position, first, size, maxSize = usualSize } = paging;
  return {
    ...(first === undefined ? {} : { [position]: first }),
    ...(size === undefined ? {} : { [size]: maxSize }),
  };
}
