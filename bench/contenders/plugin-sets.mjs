/** The plugins of a contender, by the name of the set. Loaded plugins as the configuration makes them. */
import { createWriteStream } from 'node:fs'
import { devNull } from 'node:os'

const nothing = () => {}

/** Nobody needs it: two hooks that do nothing, and none on the stream. */
const idle = name => ({ name, apiVersion: 1, beforeRequest: nothing, onEnd: nothing })

/** Sees every event and lets it pass. */
const watching = name => ({ name, apiVersion: 1, onEvent: nothing })

/** Everything a plugin can have, changing nothing. */
const everywhere = name => ({
  name,
  apiVersion: 1,
  beforeRequest: nothing,
  beforeAttempt: nothing,
  afterAttempt: nothing,
  around: (exchange, next) => next(exchange),
  transformEvents: events => events,
  onEvent: nothing,
  afterResponse: nothing,
  onError: nothing,
  onEnd: nothing,
  beforeRecord: nothing,
})

/** Has the request parsed, as whatever looks into it does. */
const looking = name => ({
  name,
  apiVersion: 1,
  beforeRequest: exchange => {
    if (exchange.request.messages.length === 0) throw new Error('there are no messages')
  },
})

/** Has it encoded anew as well. */
const rewriting = name => ({
  name,
  apiVersion: 1,
  beforeRequest: exchange => {
    exchange.request = { ...exchange.request }
  },
})

async function terminal() {
  const { default: logPlugin } = await import('../../dist/plugins/log.js')
  const nowhere = createWriteStream(devNull)
  const stream = { isTTY: true, columns: 120, rows: 40, write: text => nowhere.write(text) }
  return [logPlugin({ stream, environment: { TERM: 'xterm-256color' } })]
}

async function redacting(options) {
  const { default: redact } = await import('../../dist/plugins/redact.js')
  return [redact(options)]
}

const sets = {
  none: () => [],
  terminal,
  idle: () => [idle('idle')],
  look: () => [looking('look')],
  event: () => [watching('event')],
  hooks: () => [everywhere('hooks')],
  ten: () => Array.from({ length: 10 }, (_, index) => everywhere(`hooks-${index}`)),
  rewrite: () => [rewriting('rewrite')],
  redact: () => redacting({}),
  // Every request of the benchmark begins with it.
  hidden: () => redacting({ dictionary: ['Mend'] }),
}

export async function pluginsOf(name) {
  const plugins = await sets[name]()
  return plugins.map(plugin => ({ plugin, fingerprint: plugin.name }))
}
