// oxlint-disable-next-line import/no-default-export -- the library offers itself in no other way
export { default } from "dompurify";
