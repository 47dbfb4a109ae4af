import type { Environment } from "@dt/runtime";
import { type CliError, invalidArguments } from "../cli-error.ts";

const addresses = ["DINGTALK_API_URL", "DINGTALK_OAPI_URL"] as const;
const credentials = ["DINGTALK_APP_KEY", "DINGTALK_APP_SECRET"] as const;

export interface Sources {
  /** The environment alone. */
  readonly environment: Environment;
  /** The environment over the nearest `.env` file. */
  readonly merged: Environment;
  /** Whether a tenants file names the apps. */
  readonly hasTenantsFile: boolean;
}

/**
 * Why nothing may be sent: a `.env` file, which may have come with a folder of somebody else, names the address, and
 * the credentials are from elsewhere. Undefined when all is well.
 */
export function refuseForeignAddress({ environment, merged, hasTenantsFile }: Sources): CliError | undefined {
  const isInFile = (name: string): boolean => !environment[name] && Boolean(merged[name]);
  const named = addresses.filter(isInFile);
  if (named.length === 0 || (!hasTenantsFile && credentials.every(isInFile))) return undefined;
  const names = named.join(" and ");
  return invalidArguments(`The .env file names ${names}, but not the credentials that would be sent there.`, {
    hint: `If you trust that address, set ${names} in the environment instead.`,
  });
}
