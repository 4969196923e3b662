/**
 * The clients' own credentials, apart from everything that plugins, logs and pages can see: nothing of this module is
 * in the public API. Only the server puts some in, and only the direct `anthropic` backend takes them out.
 */
export interface Credentials {
  readonly 'x-api-key'?: string
  readonly authorization?: string
}

const kept = new WeakMap<object, Credentials>()

/** Keeps a client's credentials for an exchange, as they came; empty ones count as none. */
export const keepCredentials = (holder: object, given: Credentials): void =>
  void kept.set(holder, {
    ...(given['x-api-key']?.trim() && { 'x-api-key': given['x-api-key'] }),
    ...(given.authorization?.trim() && { authorization: given.authorization }),
  })

/** The credentials behind an exchange or a call; empty where the client sent none. */
export const credentialsOf = (holder: object): Credentials => kept.get(holder) ?? {}

/** Lets a call or a child exchange answer for the exchange it serves. */
export const shareCredentials = (from: object, to: object): void => void kept.set(to, credentialsOf(from))
