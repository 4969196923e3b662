import { expect } from 'chai'
import {
  type AnswerBlock,
  type ApiError,
  type Exchange,
  InternalError,
  type LogRecord,
  NotFoundError,
  type Outcome,
  type Plugin,
  type PluginContext,
  RateLimitError,
  type StreamEvent,
  unfold,
} from 'claudecodex'
import { abortEverywhere, message, runPlugin } from 'claudecodex/testing'
import type { LogOptions } from '../../plugins/log/options.ts'
import log from '../../plugins/log.ts'
import {
  aContext,
  aMessage,
  anExchange,
  answered,
  failed,
  recorded,
  said,
  startedAt,
  tool,
} from './log/exchanges.ts'
import { Terminal } from './log/terminal.ts'

interface Played {
  readonly terminal: Terminal
  readonly plugin: Plugin
  begin(exchange: Exchange): void
  event(event: object, exchange: Exchange): void
  end(exchange: Exchange, outcome: Outcome): Promise<void>
}

/** The plugin as a gateway would drive it. */
async function play(
  options: LogOptions = {},
  terminal = new Terminal(100),
  record?: PluginContext['record'],
  config: Partial<PluginContext['config']> = {},
): Promise<Played> {
  let outcomes: Outcome | undefined
  const read = record ?? (async exchange => outcomes && recorded(exchange, outcomes))
  const plugin = log({
    stream: terminal,
    environment: {},
    color: false,
    now: () => startedAt + 1_500,
    ...options,
  })
  const context = aContext(read)
  await plugin.setup?.({ ...context, config: { ...context.config, ...config } })
  return {
    terminal,
    plugin,
    begin: exchange => void plugin.beforeRequest?.(exchange),
    event: (event, exchange) => void plugin.onEvent?.(event as StreamEvent, exchange),
    async end(exchange, outcome) {
      outcomes = outcome
      await plugin.onEnd?.(exchange, outcome)
    },
  }
}

const pipe = (): Terminal => new Terminal(100, 24, false)
const answer = (...content: readonly AnswerBlock[]): Outcome => answered(aMessage(content))
const count = (fields: Partial<Exchange> = {}): Exchange => anExchange({ kind: 'count_tokens', ...fields })

describe('plugin log', () => {
  const playing: Plugin[] = []
  afterEach(async () => {
    for (const plugin of playing.splice(0)) await plugin.teardown?.()
  })
  const watch = async (...given: Parameters<typeof play>): Promise<Played> => {
    const played = await play(...given)
    playing.push(played.plugin)
    return played
  }

  it('stands first, sees no children, and harms no exchange by a fault of its own', () => {
    const plugin = log()
    expect(plugin).to.include({ name: 'log', apiVersion: 1, order: 'first', onFailure: 'skip' })
    expect(plugin).not.to.have.property('children')
  })

  describe('on a terminal', () => {
    it('shows an exchange from its start, and one line in the end', async () => {
      const { terminal, ...monitor } = await watch()
      const exchange = anExchange()
      monitor.begin(exchange)
      expect(terminal.lines).to.deep.equal([
        '⠴ 3f2c  main          opus-5-5                                    1.5s  waiting',
      ])
      monitor.event({ type: 'message_start', message: aMessage([]) }, exchange)
      monitor.event({ type: 'content_block_start', index: 0, content_block: tool('Bash', {}) }, exchange)
      monitor.event(
        {
          type: 'content_block_delta',
          index: 0,
          delta: { type: 'input_json_delta', partial_json: '{"command":' },
        },
        exchange,
      )
      const second = anExchange({ id: 'req_2' })
      monitor.begin(second)
      await monitor.end(second, answer(said('Hello.')))
      expect(terminal.lines).to.deep.equal([
        '✓ 3f2c  main          opus-5-5      ctx  62k  hit  98%  ↓  212    4.2s  Hello.',
        '⠴ 3f2c  main          opus-5-5      ctx  62k  hit  98%  ↓   ~3    1.5s  Bash',
      ])
      await monitor.end(exchange, answer(tool('Bash', { command: 'npm test' })))
      expect(terminal.lines).to.deep.equal([
        '✓ 3f2c  main          opus-5-5      ctx  62k  hit  98%  ↓  212    4.2s  Hello.',
        '✓ 3f2c  main          opus-5-5      ctx  62k  hit  98%  ↓  212    4.2s  Bash npm test',
      ])
    })
    it('changes no event', () => {
      const plugin = log({ stream: new Terminal(), environment: {} })
      expect(plugin.onEvent?.({ type: 'ping' }, anExchange())).to.equal(undefined)
    })
    it('takes its lines away when it is taken down', async () => {
      const { terminal, plugin, begin } = await watch()
      begin(anExchange())
      await plugin.teardown?.()
      expect(terminal.lines).to.deep.equal([])
    })
    it('keeps the lines of two instances apart while a reload lasts', async () => {
      const terminal = new Terminal(100)
      const old = await watch({}, terminal)
      old.begin(anExchange())
      const fresh = await watch({}, terminal)
      const exchange = anExchange({
        id: 'req_2',
        asked: { model: 'claude-haiku-5-5', stream: true, bytes: 1 },
      })
      fresh.begin(exchange)
      await fresh.end(exchange, answer(said('Hello.')))
      expect(terminal.lines).to.have.lengthOf(2)
      expect(terminal.lines[1]).to.contain('waiting')
    })
  })

  describe('in a pipe', () => {
    it('writes one plain line for each exchange and looks at no event', async () => {
      const { terminal, plugin, end } = await watch({ color: 'auto' }, pipe())
      expect(plugin).not.to.have.any.keys('onEvent', 'beforeRequest', 'transformEvents')
      await end(anExchange(), answer(tool('Read', { file_path: '/home/anna/src/grammar/parser.ts' })))
      expect(terminal.written).to.match(
        /^✓ 14:03:07 {2}3f2c {2}main .* Read \/home\/anna\/src\/grammar\/parser\.ts\n$/,
      )
      expect(terminal.written).not.to.contain('\u001B')
    })
    it('has colours where FORCE_COLOR wants them, and still no live lines', async () => {
      const { terminal, end } = await watch({ color: 'auto', environment: { FORCE_COLOR: '1' } }, pipe())
      await end(anExchange(), answer(said('Hello.')))
      expect(terminal.written).to.match(/^\u001B\[32m✓/)
      expect(terminal.written.match(/\u001B\[[^m]*[A-Za-ln-z]/)).to.equal(null)
    })
  })

  it('writes without colours on a terminal where NO_COLOR is set', async () => {
    const { terminal, begin, end } = await watch({ color: 'auto', environment: { NO_COLOR: '1' } })
    begin(anExchange())
    await end(anExchange(), answer(said('Hello.')))
    expect(terminal.written).not.to.match(/\u001B\[[\d;]*m/)
  })

  it('prints JSON and nothing else', async () => {
    const { terminal, plugin, end } = await watch({ json: true, verbose: true, color: true })
    expect(plugin).not.to.have.property('onEvent')
    await end(anExchange(), answer(said('Hello.')))
    await end(count(), answered(undefined))
    const kinds = terminal.written
      .trimEnd()
      .split('\n')
      .map(line => (JSON.parse(line) as { kind: string }).kind)
    expect(kinds).to.deep.equal(['messages', 'count_tokens'])
  })

  describe('of a count of tokens', () => {
    it('shows nothing unless asked', async () => {
      const { terminal, begin, end } = await watch()
      begin(count())
      await end(count(), answered(undefined))
      expect(terminal.written).to.equal('')
    })
    it('shows a line when asked', async () => {
      const { terminal, begin, end } = await watch({ verbose: true })
      begin(count())
      await end(count(), answered(undefined))
      expect(terminal.lines[0]).to.match(/^✓ .*count$/)
    })
    it('shows a failure always', async () => {
      const { terminal, begin, end } = await watch()
      begin(count())
      await end(count(), failed(new NotFoundError('no such path')))
      expect(terminal.lines[0]).to.match(/^✗ .*count {2}404 not_found_error: no such path$/)
    })
  })

  it('adds what was asked and answered where it is verbose', async () => {
    const { terminal, end } = await watch({ verbose: true })
    await end(anExchange(), answer(said('Done.')))
    expect(terminal.lines.slice(1)).to.deep.equal(['  │ user       Fix it.', '  │ answer     Done.'])
  })

  describe('prints content as the record has it', () => {
    const outcome = answer(said('secret'), tool('Bash', { command: 'secret' }))
    const cases: [sentence: string, record: PluginContext['record']][] = [
      ['redacted', async exchange => recorded(exchange, answer(said('[gone]')))],
      ['withheld', async () => undefined],
      ['broken', () => Promise.reject(new Error('redact failed'))],
    ]
    for (const [sentence, record] of cases) {
      for (const options of [{}, { verbose: true }, { json: true }]) {
        it(`${sentence}, with ${JSON.stringify(options)}`, async () => {
          const { terminal, end } = await watch(options, new Terminal(100), record)
          await end(anExchange(), outcome)
          expect(terminal.written).not.to.contain('secret')
          expect(terminal.lines).not.to.deep.equal([])
        })
      }
    }
  })

  it('shows a cost where the price is known, and the plan where one pays', async () => {
    const { terminal, end } = await watch({}, new Terminal(120), undefined, {
      priceOf: async (backend, model) =>
        `${backend}:${model}` === 'anthropic:claude-opus-5-5'
          ? { input: 0, output: 1_000, source: 'test', date: '2026-11-26' }
          : undefined,
    })
    await end(anExchange(), answer())
    const headers = { 'anthropic-ratelimit-unified-status': 'allowed' }
    await end(anExchange({ head: { status: 200, headers } }), answer())
    expect(terminal.lines[0]).to.match(/\$0\.212$/)
    expect(terminal.lines[1]).to.match(/ plan$/)
    const choice = { backend: 'work', model: 'own', reason: 'default of work' }
    await end(anExchange({ choice }), answer())
    expect(terminal.lines[2]).to.match(/ -$/)
  })

  describe('where an answer cannot be folded', () => {
    const broken = (thrown: ApiError | Error): Outcome => ({
      kind: 'answered',
      get message(): never {
        throw thrown
      },
    })
    it('shows the error that was in it', async () => {
      const { terminal, end } = await watch({}, new Terminal(100), async () => undefined)
      await end(anExchange(), broken(new RateLimitError('slow down')))
      expect(terminal.lines[0]).to.match(/^✗ .*429 rate_limit_error$/)
    })
    it('shows a failure for anything else', async () => {
      const { terminal, end } = await watch({}, new Terminal(100), async () => undefined)
      await end(anExchange(), broken(new SyntaxError('Unexpected token')))
      expect(terminal.lines[0]).to.match(/^✗ /)
    })
  })

  it('shows a failure in full where there is room', async () => {
    const { terminal, end } = await watch({}, pipe())
    await end(anExchange(), failed(new InternalError('the upstream broke\noff')))
    expect(terminal.written).to.match(/500 api_error: the upstream broke ↵ off\n$/)
  })

  describe('in the chain of a gateway', () => {
    const options = (stream: Terminal): LogOptions => ({ stream, environment: {}, color: false })

    it('watches an answer on a terminal and changes nothing of it', async () => {
      const terminal = new Terminal(100)
      const upstream = message([said('Looking.'), tool('Bash', { command: 'npm test' })])
      const { events, reports } = await runPlugin(log(options(terminal)), { upstream })
      expect(reports).to.deep.equal([])
      expect(events).to.deep.equal([...unfold(upstream)])
      expect(terminal.lines).to.have.lengthOf(1)
      expect(terminal.lines[0]).to.match(/^✓ .* {2}Bash npm test$/)
    })
    it('ends the line of an exchange wherever the client leaves', async () => {
      const terminal = new Terminal(100)
      await abortEverywhere(() => log(options(terminal)), { upstream: 'I will look at it now.' })
      expect(terminal.lines.length).to.be.above(2)
      for (const line of terminal.lines) expect(line).to.match(/^[✓⊘] /)
      expect(terminal.lines.some(line => line.startsWith('⊘'))).to.equal(true)
    })
    it('shows what other plugins leave of the content', async () => {
      const terminal = new Terminal(100)
      const redact: Plugin = {
        name: 'redact',
        apiVersion: 1,
        beforeRecord: record =>
          JSON.parse(JSON.stringify(record).replaceAll('hunter2', '[password]')) as LogRecord,
      }
      const { reports, message: answered } = await runPlugin(log({ ...options(terminal), verbose: true }), {
        upstream: message([tool('Bash', { command: 'login hunter2' })]),
        plugins: [redact],
      })
      expect(reports).to.deep.equal([])
      expect(JSON.stringify(answered)).to.contain('hunter2')
      expect(terminal.written).to.contain('Bash login [password]')
      expect(terminal.written).not.to.contain('hunter2')
    })
  })
})
