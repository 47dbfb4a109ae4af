export { buildRequest, type Hosts, type RequestParts } from "./build-request.ts";
export { buildPathRequest, type Method, type PathRequest } from "./path-request.ts";
export { assertInput, checkInput, type InputProblem } from "./validate-input.ts";
