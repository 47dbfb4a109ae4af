/** An app that the organisation made for itself. */
export interface InternalAppCredentials {
  readonly kind?: "internal";
  readonly appKey: string;
  readonly appSecret: string;
}

/** An app from the store, acting in one organisation that installed it. */
export interface ThirdPartyAppCredentials {
  readonly kind: "thirdParty";
  readonly suiteKey: string;
  readonly suiteSecret: string;
  /** The organisation. */
  readonly corpId: string;
  /** Reads the newest ticket; DingTalk pushes one about every five hours. */
  readonly suiteTicket: () => string | Promise<string>;
}

/** A person who logged in through OAuth 2.0. */
export interface UserCredentials {
  readonly kind: "user";
  /** App key or suite key of the app that the person logged in to. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Reads the newest refresh token, or the code of a login that was not used yet. */
  readonly grant: () => UserGrant | Promise<UserGrant>;
  /** Stores the refresh token for next time; it lives 30 days. */
  readonly onRefreshToken?: (refreshToken: string) => void | Promise<void>;
  /** Tells people of one app apart in the token cache, such as their unionId. */
  readonly person: string;
}

export type UserGrant = { readonly refreshToken: string } | { readonly code: string };

export type Credentials = InternalAppCredentials | ThirdPartyAppCredentials | UserCredentials;
