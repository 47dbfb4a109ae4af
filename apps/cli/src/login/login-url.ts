/** Where the browser comes back to. */
export function redirectUrl(port: number): string {
  return `http://127.0.0.1:${port}/callback`;
}

export interface LoginUrlOptions {
  readonly base: string | undefined;
  readonly clientId: string;
  readonly port: number;
  readonly state: string;
}

/** DingTalk's login page. https://open.dingtalk.com/document/development/obtain-identity-credentials */
export function loginUrl({ base, clientId, port, state }: LoginUrlOptions): string {
  const url = new URL("/oauth2/auth", base ?? "https://login.dingtalk.com");
  const parameters = {
    redirect_uri: redirectUrl(port),
    response_type: "code",
    client_id: clientId,
    scope: "openid corpid",
    prompt: "consent",
    state,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
