/** Keeps secrets and personal data from providers and records, and gives them back to the client. See docs/plugins/redact.md. */
import { randomBytes } from 'node:crypto'
import {
  definePlugin,
  type EventStream,
  type Exchange,
  InternalError,
  type Log,
  type LogRecord,
  type MessagesRequest,
  type Plugin,
  type PluginContext,
  type Store,
} from 'claudecodex'
import { Conversations } from './redact/conversations.ts'
import { Finder } from './redact/finder.ts'
import { checkedOptions, type RedactOptions, redactOptions } from './redact/options.ts'
import { restored } from './redact/restore.ts'
import type { Vault } from './redact/vault.ts'
import { mapRecord, mapRequest, type Rewrite } from './redact/walk.ts'

/** What instances know of conversations, for those that take their place on a reload. */
const known = new WeakMap<Plugin, Conversations>()

export default definePlugin<RedactOptions | void>(() => {
  let redaction: Redaction | undefined
  const running = (): Redaction => {
    if (redaction) return redaction
    throw new InternalError('redact was not set up, so nothing can be let through')
  }
  const plugin: Plugin = {
    name: 'redact',
    apiVersion: 1,
    // Nothing that another plugin puts into a request goes by it.
    order: 'last',
    // What a plugin asks by itself has not been through here.
    children: true,
    redacts: true,
    options: redactOptions,
    async setup({ options, log, store, previous }: PluginContext) {
      const conversations = (previous && known.get(previous)) ?? new Conversations(await keyFrom(store))
      known.set(plugin, conversations)
      redaction = new Redaction((options ?? {}) as RedactOptions, conversations, log)
    },
    beforeRequest: exchange => running().hide(exchange),
    transformEvents: (events, exchange) => running().restore(events, exchange),
    beforeRecord: record => running().record(record),
  }
  return plugin
})

const keyLength = 32

/** The key of the placeholders: kept, so that a conversation has the same ones after a restart, and its prompt cache holds. */
async function keyFrom(store: Store): Promise<Uint8Array> {
  const kept = await keptKey(store)
  if (kept) return kept
  await store.write('key', randomBytes(keyLength).toString('base64url'))
  // Of two programs that begin at once, one has the last word.
  const written = await keptKey(store)
  if (!written)
    throw new Error('the key of the placeholders could not be kept: see that its folder can be written to')
  return written
}

async function keptKey(store: Store): Promise<Uint8Array | undefined> {
  const key = Buffer.from((await store.read('key')) ?? '', 'base64url')
  return key.length === keyLength ? key : undefined
}

class Redaction {
  readonly #finder: Finder
  readonly #conversations: Conversations
  readonly #log: Log
  readonly #descriptions: boolean

  constructor(options: RedactOptions, conversations: Conversations, log: Log) {
    const checked = checkedOptions(options)
    this.#finder = new Finder(checked)
    this.#descriptions = checked.toolDescriptions
    this.#conversations = conversations
    this.#log = log
  }

  /** Of counts too. The same request where nothing was found, so that its bytes travel as they came. */
  hide(exchange: Exchange): void {
    const vault = this.#conversations.open(exchange)
    const { request } = exchange
    const hidden = this.#hidden(request, vault, exchange.parent !== undefined)
    if (hidden !== request) exchange.request = hidden
    this.#conversations.note(vault, request, hidden)
  }

  restore(events: EventStream, exchange: Exchange): EventStream {
    const vault = this.#conversations.of(exchange)
    if (!vault || vault.isEmpty) return events
    const told = new Set<string>()
    return restored(events, vault, placeholder => {
      if (told.has(placeholder)) return
      told.add(placeholder)
      this.#log.warn(`${exchange.id}: ${placeholder} stands for nothing here and was passed on as it is`)
    })
  }

  /** Where no exchange is known, its request is gone through first: it says what in the answer is secret. */
  record(record: LogRecord): LogRecord {
    const request = requestOf(record)
    const found = this.#conversations.ofRecord(record, request)
    const vault = found ?? this.#conversations.forRecord(record)
    if (!found && request) this.#hidden(request, vault, true)
    return mapRecord(record, this.#rewrite(vault, true), this.#descriptions)
  }

  /** Once more where a secret turned up that an earlier text may hold without its telling surroundings. */
  #hidden(request: MessagesRequest, vault: Vault, own: boolean): MessagesRequest {
    const options = { descriptions: this.#descriptions, signed: false }
    for (;;) {
      const before = vault.secrets.length
      const hidden = mapRequest(request, this.#rewrite(vault, own), options)
      if (vault.secrets.length === before) return hidden
    }
  }

  #rewrite(vault: Vault, own: boolean): Rewrite {
    return text => {
      const spans = this.#finder.spans(text, vault, own)
      if (spans.length === 0) return text
      let rewritten = ''
      let at = 0
      for (const { start, end, kind, parts = [] } of spans) {
        // A password in an address that looks like one for mail must be known by itself too.
        for (const part of parts) vault.hide(part.kind, text.slice(part.start, part.end))
        rewritten += text.slice(at, start) + vault.hide(kind, text.slice(start, end))
        at = end
      }
      return rewritten + text.slice(at)
    }
  }
}

/** It is parsed when first looked at, which throws where the body is no request. */
function requestOf(record: LogRecord): MessagesRequest | undefined {
  try {
    return record.request
  } catch {
    return undefined
  }
}
