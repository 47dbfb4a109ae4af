/** One thing to put right: the variable or the place in a file, and what to do about it. */
export interface SettingsProblem {
  /** A variable (`REDIS_URL`) or a path in the tenants file (`tenants[1].dingtalk.appKey`). */
  name: string;
  /** What is wrong and what to set instead. Never holds the value of a secret. */
  problem: string;
}

/** The settings cannot be used. Lists every problem at once, so that one look is enough to put them right. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[], options?: ErrorOptions) {
    super(problems.map(({ name, problem }) => `${name} ${problem}`).join("; "), options);
    this.problems = problems;
  }
}
