/** What global set-ups provide to tests. */
import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** The shared Redis server of this run; every test uses tenants of its own. */
    redisUrl: string;
    /** Where deployments leave what they printed, published and put into jobs. */
    exposureFolder: string;
  }
}
