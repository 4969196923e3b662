/** The parts of a `baseUrl`: some hold a login or a key, which go with each request and are shown to nobody. */
import { secretsIn } from '../../core/secrets.ts'

export interface BaseUrl {
  /** Without login and query, and without a slash at its end: it may be shown. */
  readonly address: string
  /** `Basic ...` of `https://user:password@host`, as some gateways have it. */
  readonly authorization?: string
  /** With its question mark; '' where there is none. */
  readonly query: string
  /** What of it must not be quoted. */
  readonly secrets: readonly string[]
}

/** What the user of an API adds by a slip: each backend appends its own. */
const paths = /\/(chat\/completions|responses|messages)$/

/** Throws a `TypeError` where the path of a request is in it already. */
export function baseUrlOf(text: string): BaseUrl {
  const { protocol, host, pathname, search, username, password, searchParams } = new URL(text)
  const path = pathname.replace(/\/+$/, '')
  const address = `${protocol}//${host}${path}`
  const added = paths.exec(path)?.[0]
  if (added !== undefined) {
    throw new TypeError(
      `baseUrl ends in ${added}, which is added to it: write ${address.slice(0, -added.length)}`,
    )
  }
  // As an answer may quote it.
  const passwords = [decoded(password), password]
  const pair = `${decoded(username)}:${decoded(password)}`
  return {
    address,
    query: search,
    ...(pair !== ':' && { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }),
    secrets: secretsIn([...passwords, ...keysIn(searchParams)].map(secret => `Basic ${secret}`)),
  }
}

/** A version of the API is no secret, and worth reading in an error. */
const keysIn = (query: URLSearchParams): readonly string[] =>
  [...query].flatMap(([name, value]) => (/key|token|secret|sig|pass|auth/i.test(name) ? [value] : []))

/** The URL with a query behind what it has already. */
export const withQuery = (url: string, query: string): string =>
  query === '' ? url : `${url}${url.includes('?') ? `&${query.slice(1)}` : query}`

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A bare percent sign is part of the password.
    return text
  }
}
