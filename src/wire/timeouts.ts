/** The time limits of a request to a provider. There is no limit on the whole: a long answer is no fault. */
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { TimeoutError } from '../anthropic/errors.ts'

/** Milliseconds. */
export interface Timeouts {
  /** Until the connection stands, TLS and the way through a proxy included. */
  readonly connectMs: number
  /** From there until the headers of the answer. */
  readonly firstByteMs: number
  /** Without a byte inside the answer. */
  readonly idleMs: number
}

/** Ten minutes are the longest that Anthropic's own SDKs wait; reasoning models stay silent for several. */
export const defaultTimeouts: Timeouts = { connectMs: 10_000, firstByteMs: 600_000, idleMs: 600_000 }

type Limit = keyof Timeouts

const complaint: { readonly [Name in Limit]: string } = {
  connectMs: 'did not take the connection',
  firstByteMs: 'did not begin to answer',
  idleMs: 'fell silent inside its answer and sent nothing more',
}

/** What is thrown when a limit has passed: names the limit, its length and its setting. */
export const timeoutError = (host: string, limit: Limit, timeouts: Timeouts): TimeoutError =>
  new TimeoutError(
    `${host} ${complaint[limit]} within ${duration(timeouts[limit])}. ` +
      `If it needs longer, raise \`timeouts.${limit}\` (milliseconds) in the configuration.`,
  )

const duration = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${milliseconds} ms`
  const seconds = milliseconds / 1000
  return seconds < 120 ? `${seconds} seconds` : `${seconds / 60} minutes`
}

/**
 * Watches a request until its answer begins: `expire` is called once if the connection or the first byte takes too
 * long. The returned function ends the watch.
 */
export function watchRequest(timeouts: Timeouts, expire: (limit: Limit) => void) {
  let timer = setTimeout(expire, timeouts.connectMs, 'connectMs')
  const connected = (): void => {
    clearTimeout(timer)
    timer = setTimeout(expire, timeouts.firstByteMs, 'firstByteMs')
  }
  return {
    follow: (request: ClientRequest): void => {
      request.once('socket', socket => whenReady(socket, connected))
    },
    stop: (): void => clearTimeout(timer),
  }
}

/** A socket from the pool is ready at once; behind a proxy the plain connection stands before TLS does. */
function whenReady(socket: Socket, ready: () => void): void {
  const isSecuring = (socket as { secureConnecting?: boolean }).secureConnecting === true
  if (isSecuring) socket.once('secureConnect', ready)
  else if (socket.connecting) socket.once('connect', ready)
  else ready()
}
