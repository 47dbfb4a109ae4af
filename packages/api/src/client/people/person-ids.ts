/** Reads one id of a person by the other; both stay the same for life. */
export interface PersonIds {
  /** @throws DingTalkError `not_found` */
  unionIdOf(userId: string): Promise<string>;
  /** @throws DingTalkError `not_found` */
  userIdOf(unionId: string): Promise<string>;
}

export interface PersonLookups {
  readonly findUnionId: (userId: string) => Promise<string>;
  readonly findUserId: (unionId: string) => Promise<string>;
}

/** People whose ids are kept; the ones known longest go first. */
const mostKept = 10_000;

/** Looks each person up once, however many ask. What could not be found is looked up again next time. */
export function createPersonIds({ findUnionId, findUserId }: PersonLookups): PersonIds {
  const unionIds = createLookup(findUnionId);
  const userIds = createLookup(findUserId);
  return {
    async unionIdOf(userId) {
      const unionId = await unionIds.get(userId);
      userIds.put(unionId, userId);
      return unionId;
    },
    async userIdOf(unionId) {
      const userId = await userIds.get(unionId);
      unionIds.put(userId, unionId);
      return userId;
    },
  };
}

interface Lookup {
  get(key: string): Promise<string>;
  put(key: string, value: string): void;
}

function createLookup(find: (key: string) => Promise<string>): Lookup {
  const known = new Map<string, Promise<string>>();

  function keep(key: string, value: Promise<string>): void {
    const [oldest] = known.keys();
    if (known.size >= mostKept && oldest !== undefined) known.delete(oldest);
    known.set(key, value);
  }
  return {
    get(key) {
      const found = known.get(key);
      if (found !== undefined) return found;
      const finding = find(key);
      keep(key, finding);
      finding.catch(() => known.delete(key));
      return finding;
    },
    put(key, value) {
      if (!known.has(key)) keep(key, Promise.resolve(value));
    },
  };
}
