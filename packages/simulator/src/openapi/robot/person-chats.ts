/** A conversation of two people in which a cool app lets a robot speak. */
export interface PersonChat {
  /** Starts with `cid`. */
  readonly conversationId: string;
  readonly coolAppCode: string;
  readonly appKey: string;
  /** User ids. */
  readonly members: readonly [string, string];
}

/** Conversations between two people, as far as a robot takes part. */
export interface PersonChats {
  /** Adds or replaces. */
  add(chat: PersonChat): void;
  find(conversationId: string): PersonChat | undefined;
}

export function createPersonChats(): PersonChats {
  const chats = new Map<string, PersonChat>();
  return {
    add: (chat) => void chats.set(chat.conversationId, chat),
    find: (conversationId) => chats.get(conversationId),
  };
}
