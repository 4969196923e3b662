/** Which headers of a client may be seen inside, which of them travel on to Anthropic, and which of an answer may go back. */
import type { AnswerHeaders } from './exchange.ts'

type Incoming = Readonly<Record<string, string | readonly string[] | undefined>>
type Picked = Readonly<Record<string, string>>

// Open ended on purpose: clients add headers with every release, and none of these families holds a secret.
const travels = /^(anthropic-|x-claude-code-|x-stainless-|x-client-|(x-app|user-agent|accept|content-type)$)/
const seen = /^accept-language$/

/** A list of betas cut short would ask for something else; Node itself takes no more than this for all headers. */
const longestOfApi = 16_384
/** Client-supplied text for logs and pages. */
const longest = 1024

/** The headers of a client that may be seen and recorded, lower-case and capped: no credentials, no cookies. */
export const clientHeaders = (headers: Incoming): Picked =>
  pick(headers, name => travels.test(name) || seen.test(name), cap)

/** Those that go on to an upstream which speaks the same API. Never a hop's own, never the proxy's own key. */
export const upstreamHeaders = (headers: Incoming): Picked => pick(headers, name => travels.test(name), whole)

// RFC 9110, 7.6.1, and what describes the body as it was framed and encoded on its way here.
const ofOneHop =
  /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|content-length|content-encoding)$/
// Said by the upstream's host about itself.
const ofOneHost = /^(set-cookie|alt-svc|strict-transport-security)$/

/** The headers of an upstream's answer that reach the client: request id, rate limits and whatever else it says. */
export function responseHeaders(headers: Incoming): Picked {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
  return pick(headers, name => !ofOneHop.test(name) && !ofOneHost.test(name) && !named.includes(name), whole)
}

// The server's own to say: it knows what it sends.
const ofServer = /^(content-type$|request-id$|x-claudecodex-)/

/** What goes to the client where plugins have a say in it: `exchange.answerHeaders` over the headers of an upstream. */
export function withAnswerHeaders(upstream: Picked, wishes: AnswerHeaders = {}): Picked {
  const wanted = Object.entries(wishes)
  if (wanted.length === 0) return upstream
  const removed = wanted.flatMap(([name, value]) => (value === null ? [name.toLowerCase()] : []))
  const isRemoved = (name: string): boolean =>
    removed.some(pattern =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    )
  const given = wanted.filter((wish): wish is [string, string] => wish[1] !== null)
  return {
    ...pick(upstream, name => ofServer.test(name) || !isRemoved(name), whole),
    ...pick(responseHeaders(Object.fromEntries(given)), name => !ofServer.test(name), whole),
  }
}

const whole = (_name: string, value: string): string => value
const cap = (name: string, value: string): string =>
  value.slice(0, name.startsWith('anthropic-') ? longestOfApi : longest)

/** A plain loop: it runs several times for each request. */
function pick(
  headers: Incoming,
  wanted: (name: string) => boolean,
  shape: (name: string, value: string) => string,
): Picked {
  const picked: Record<string, string> = {}
  for (const given of Object.keys(headers)) {
    const value = headers[given]
    const name = given.toLowerCase()
    if (value === undefined || !wanted(name)) continue
    picked[name] = shape(name, typeof value === 'string' ? value : value.join(', '))
  }
  return picked
}
