/** What a plugin may and may not do, as the compiler sees it. Nothing here runs; `tsc` is the test. */
import {
  type ApiError,
  definePlugin,
  type EventStream,
  type Exchange,
  type Hooks,
  type Message,
  type Plugin,
  type StreamEvent,
} from 'claudecodex'

declare const message: Message
declare const failure: ApiError

/** Every hook, each in the fullest form it may take. */
export const complete: Plugin = {
  name: 'complete',
  apiVersion: 1,
  order: 'last',
  onFailure: 'skip',
  timeoutMs: 1_000,
  children: true,
  redacts: true,
  backends: [],
  routes: [{ path: '/mine', handle: ({ query }) => ({ status: 200, body: query.q ?? '' }) }],
  async setup({ options, log, store, config, signal, previous }) {
    const kept: unknown = options
    log.info(`${kept} ${config.defaultBackend} ${previous?.name} ${signal.aborted}`)
    await store.write('state', 'text')
  },
  beforeRequest(exchange) {
    exchange.request = { ...exchange.request, temperature: 0 }
    exchange.target = 'demo:demo-1'
    return message
  },
  beforeAttempt(attempt) {
    attempt.request = { ...attempt.request, headers: { ...attempt.request.headers, 'x-mine': '1' } }
  },
  async afterAttempt(attempt) {
    await Promise.resolve(attempt.status)
  },
  around: (exchange, next) => next(exchange),
  async *transformEvents(events) {
    for await (const event of events) if (event.type !== 'ping') yield event
  },
  onEvent: event => [event, { type: 'ping' }],
  afterResponse(answer) {
    const reason: string | null = answer.stop_reason
    void reason
  },
  onError: () => failure,
  onEnd(_exchange, { kind }) {
    const end: 'answered' | 'failed' | 'aborted' = kind
    void end
  },
  beforeRecord: record => ({ ...record, headers: {} }),
  async teardown() {},
}

/** No hook is required. */
export const smallest: Plugin = { name: 'smallest', apiVersion: 1 }

// @ts-expect-error a plugin has a name
export const nameless: Plugin = { apiVersion: 1 }

// @ts-expect-error another version of the contract is another contract
export const tooNew: Plugin = { name: 'new', apiVersion: 2 }

export const misspelt: Plugin = {
  name: 'misspelt',
  apiVersion: 1,
  // @ts-expect-error the hook is called beforeRequest
  beforeRequests() {},
}

export const numbered: Plugin = {
  name: 'numbered',
  apiVersion: 1,
  // @ts-expect-error the order is said in words; within them the list counts
  order: 1,
}

/** What an exchange lets a plugin change, and what not. */
export const changes: Hooks = {
  beforeRequest(exchange: Exchange) {
    exchange.request = { ...exchange.request, messages: [] }
    // @ts-expect-error the exchange keeps its id
    exchange.id = 'other'
    // @ts-expect-error the client's own request is never changed
    exchange.original = exchange.request
    // @ts-expect-error who talks is a fact
    exchange.who = { class: 'main', by: 'rules' }
    // @ts-expect-error the end is set once, by the core
    exchange.outcome = undefined
    // @ts-expect-error a request is a value: assign a new one
    exchange.request.temperature = 0
    // @ts-expect-error a request is a value: build a new list
    exchange.request.messages.push({ role: 'user', content: 'more' })
    // @ts-expect-error headers are a value too
    exchange.headers['x-mine'] = '1'
  },
  onEvent(event: StreamEvent) {
    if (event.type !== 'content_block_delta') return
    // @ts-expect-error an event is a value: return a new one
    event.index = 1
    if (event.delta.type === 'text_delta') {
      // @ts-expect-error so is what it carries
      event.delta.text = ''
    }
  },
  afterResponse(answer: Message) {
    // @ts-expect-error the answer has been sent: it is read-only
    answer.content = []
  },
}

export const slowEvent: Hooks = {
  // @ts-expect-error onEvent is synchronous: one event must not wait for anything
  onEvent: async event => event,
}
export const wrongEvent: Hooks = {
  // @ts-expect-error an event of no known type
  onEvent: () => ({ type: 'text', text: 'hello' }),
}
export const wrongAnswer: Hooks = {
  // @ts-expect-error a text is not an answer
  beforeRequest: () => 'hello',
}
export const lateAnswer: Hooks = {
  // The answer may be promised, and nothing may be promised too.
  beforeRequest: async exchange => (exchange.kind === 'messages' ? message : undefined),
}
export const plainError: Hooks = {
  // @ts-expect-error only an ApiError can replace an ApiError
  onError: () => new Error('no'),
}
export const promisedStream: Hooks = {
  // It may wait before it decides for a stream.
  around: async (exchange, next) => next(exchange),
}
export const eventsOnly: Hooks = {
  // @ts-expect-error `next` needs the exchange
  around: (_exchange, next) => next(),
}

/** Options come typed from the factory to the plugin's own code. */
export const shout = definePlugin<{ readonly loud: boolean }>(({ loud }) => ({
  name: 'shout',
  apiVersion: 1,
  onEvent: event => (loud ? event : null),
}))
export const shouting: Plugin = shout({ loud: true })
// @ts-expect-error the option is a boolean
export const wrongOption: Plugin = shout({ loud: 'very' })
// @ts-expect-error the option is required
export const noOption: Plugin = shout()

export const quiet = definePlugin(() => ({ name: 'quiet', apiVersion: 1 }))
/** Without options the factory is called with nothing. */
export const silence: Plugin = quiet()

/** A stream from `ask` is a stream like any other. */
export const asking: Hooks = {
  async setup({ ask }) {
    const answer: EventStream = ask('demo', { model: 'demo', messages: [], max_tokens: 10 })
    for await (const event of answer) void event
    // @ts-expect-error a request needs messages
    ask('demo', { model: 'demo' })
  },
}
