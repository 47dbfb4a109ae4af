import { ModelError } from "../src/errors/model-error.ts";

/** The ModelError that a promise rejects with; fails the test when it does anything else. */
export async function modelErrorOf(promise: Promise<unknown>): Promise<ModelError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error("nothing was thrown, although a ModelError was expected");
}
