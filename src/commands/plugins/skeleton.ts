/** The text of a new plugin, and of its test. */
import type { HookName } from '../../core/running-plugin.ts'

/** One hook as a beginning: what it is for, a few lines that work, and a test of them. */
interface Snippet {
  readonly lines: readonly string[]
  /** Names that the lines take from `claudecodex`. */
  readonly uses?: readonly string[]
  readonly test?: readonly string[]
}

export const defaultHooks: readonly HookName[] = ['beforeRequest', 'transformEvents', 'onEnd']

const snippets: Readonly<Record<HookName, Snippet>> = {
  setup: {
    lines: [
      '// Once, before the first exchange: keep what other hooks need of the context, such as its log and its store.',
      'setup({ log }) {',
      "  log.debug('is set up')",
      '},',
    ],
  },
  beforeRequest: {
    lines: [
      '// Once for each request, before a model is chosen. Assign exchange.request to change it and exchange.target to send',
      '// it elsewhere; return a message to answer at once; throw an ApiError to refuse.',
      'beforeRequest(exchange) {',
      '  const { messages } = exchange.request',
      "  if (messages.length > 1_000) throw new PermissionError('over 1,000 turns: start a new session')",
      '},',
    ],
    uses: ['PermissionError'],
    test: [
      "test('refuses a conversation that is too long', async () => {",
      "  const messages = new Array(1_001).fill({ role: 'user', content: 'more' })",
      "  const { error, requests } = await runPlugin(plugin(), { request: request('', { messages }) })",
      "  assert.equal(error?.type, 'permission_error')",
      '  assert.equal(requests.length, 0)',
      '})',
    ],
  },
  beforeAttempt: {
    lines: [
      '// Before each send to a provider: method, address, headers and body as it will get them, without credentials.',
      'beforeAttempt(attempt) {',
      "  const headers = { ...attempt.request.headers, 'x-example': 'yes' }",
      '  attempt.request = { ...attempt.request, headers }',
      '},',
    ],
    test: [
      "test('adds a header to what is sent', async () => {",
      "  const backend = scripted(['Hello!'])",
      '  await runPlugin(plugin(), { upstream: backend })',
      "  assert.equal(backend.sent[0]?.headers['x-example'], 'yes')",
      '})',
    ],
  },
  afterAttempt: {
    lines: [
      '// When the provider has sent its status and headers, or the attempt has failed.',
      'afterAttempt(attempt) {',
      "  if (attempt.status === 429) console.error(attempt.backend, 'has had enough')",
      '},',
    ],
  },
  around: {
    lines: [
      '// Everything further in is next(): call it again to ask again, or not at all. See `begun` for when to decide.',
      'around(exchange, next) {',
      '  return next(exchange)',
      '},',
    ],
  },
  transformEvents: {
    lines: [
      '// The whole answer as a stream. mapText sees text as if it came in one piece; hold is the longest match.',
      'transformEvents(events) {',
      "  return mapText(events, text => text.replaceAll('colour', 'color'), { hold: 6 })",
      '},',
    ],
    uses: ['mapText'],
    test: [
      "test('rewrites a word wherever the stream is cut', async () => {",
      "  const { message } = await cutEverywhere(plugin, { upstream: 'A colour.' })",
      "  assert.equal(textOf(message), 'A color.')",
      '})',
    ],
  },
  onEvent: {
    lines: [
      '// Each event of the answer. Return another or several in its place, null to drop it, nothing to keep it.',
      'onEvent(event) {',
      "  if (event.type === 'ping') return null",
      '  return undefined',
      '},',
    ],
    test: [
      "test('drops pings', async () => {",
      "  const run = await runPlugin(plugin(), { upstream: [{ type: 'ping' }, ...events('Hello!')] })",
      "  assert.equal(textOf(run.message), 'Hello!')",
      "  assert.ok(run.events.every(({ type }) => type !== 'ping'))",
      '})',
    ],
  },
  afterResponse: {
    lines: [
      '// The whole answer, streamed or not. It has gone already: this is for looking only.',
      'afterResponse(message, exchange) {',
      "  if (message.stop_reason === 'max_tokens') console.error(exchange.id, 'was cut off')",
      '},',
    ],
  },
  onError: {
    lines: [
      '// A failure further in. Return a message to answer in its place, another ApiError to replace it, nothing to let it pass.',
      'onError(error) {',
      "  if (error.type !== 'overloaded_error') return undefined",
      "  return new OverloadedError('Everybody is asking now. Try again in a minute.', { retryAfter: 60 })",
      '},',
    ],
    uses: ['OverloadedError'],
    test: [
      "test('says when to come back', async () => {",
      "  const { error } = await runPlugin(plugin(), { upstream: new OverloadedError('busy') })",
      '  assert.equal(error?.retryAfter, 60)',
      '})',
    ],
  },
  onEnd: {
    lines: [
      '// The very end, exactly once for each request: answered, failed or aborted.',
      'onEnd(exchange, outcome) {',
      "  if (outcome.kind === 'failed') console.error(exchange.id, 'failed:', outcome.error?.message)",
      '},',
    ],
  },
  beforeRecord: {
    lines: [
      '// What may be shown and kept of an exchange. Return a changed record, or null to withhold it.',
      'beforeRecord(record) {',
      '  return { ...record, headers: {} }',
      '},',
    ],
    test: [
      "test('keeps headers out of the record', async () => {",
      "  const { record } = await runPlugin(plugin(), { headers: { 'user-agent': 'me' } })",
      '  assert.deepEqual(record?.headers, {})',
      '})',
    ],
  },
  teardown: {
    lines: ['// Once, after the last exchange.', 'teardown() {', '  // Close what setup has opened.', '},'],
  },
}

/** The plugin: plain enough to be TypeScript and JavaScript alike. */
export function pluginText(name: string, hooks: readonly HookName[]): string {
  const chosen = hooks.map(hook => snippets[hook])
  const imports = ['definePlugin', ...chosen.flatMap(({ uses = [] }) => uses)].sort(byLetters)
  return [
    `/** ${name}: what it does, in a sentence. */`,
    `import { ${imports.join(', ')} } from 'claudecodex'`,
    '',
    'export default definePlugin(() => ({',
    `  name: '${name}',`,
    '  apiVersion: 1,',
    ...chosen.flatMap(({ lines }) => ['', ...indented(lines)]),
    '}))',
    '',
  ].join('\n')
}

/** Its test, for the test runner of Node. */
export function testText(name: string, ending: string, hooks: readonly HookName[]): string {
  const tests = hooks.flatMap(hook => (snippets[hook].test ? [snippets[hook].test] : []))
  const body = [...tests, ...always].map(lines => lines.join('\n')).join('\n\n')
  const kit = ['cutEverywhere', 'events', 'readExchanges', 'request', 'runPlugin', 'scripted', 'textOf']
  const used = (names: readonly string[]): string =>
    names.filter(word => new RegExp(`\\b${word}\\(`).test(body)).join(', ')
  const errors = used(['OverloadedError'])
  return [
    "import assert from 'node:assert/strict'",
    "import { test } from 'node:test'",
    ...(errors === '' ? [] : [`import { ${errors} } from 'claudecodex'`]),
    `import { ${used(kit)} } from 'claudecodex/testing'`,
    `import plugin from './${name}${ending}'`,
    '',
    body,
    '',
  ].join('\n')
}

const always: readonly (readonly string[])[] = [
  [
    "test('does no harm to what a client has really asked', async () => {",
    '  for (const exchange of await readExchanges()) {',
    '    const { error, reports } = await runPlugin(plugin(), exchange)',
    '    assert.equal(error, undefined, exchange.name)',
    '    assert.deepEqual(reports, [], exchange.name)',
    '  }',
    '})',
  ],
]

const byLetters = (one: string, other: string): number => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)

const indented = (lines: readonly string[]): readonly string[] => lines.map(line => `  ${line}`)
