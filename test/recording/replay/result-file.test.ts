import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { OverloadedError } from '../../../src/anthropic/errors.ts'
import type { Outcome } from '../../../src/core/exchange.ts'
import { LiveExchange } from '../../../src/core/live-exchange.ts'
import { Recording } from '../../../src/recording/recording.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import {
  continueResultFile,
  createResultFile,
  type Repeated,
} from '../../../src/recording/replay/result-file.ts'
import { messageOf, requestOf } from '../../support/gateway.ts'
import { callingMessage, recordedExchange } from '../../support/replays.ts'

const head = { program: '2.0.0', run: 'abc', backend: 'work', plugins: ['redact'] }
const answered = (message = messageOf('Hi')): Outcome => ({ kind: 'answered', message })

function repeated(outcome: Outcome, more: Partial<Repeated> = {}): Repeated {
  const request = Buffer.from(JSON.stringify(requestOf('hello')))
  const exchange = new LiveExchange({ source: 'replay', bytes: request })
  exchange.choice = { backend: 'work', model: 'gpt-5', reason: 'a test says so' }
  return { exchange, outcome, request, ...more }
}

describe('the file of results', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claudecodex-results-'))
    path = join(folder, 'results.jsonl')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const reread = async <Value>(look: (recording: Recording) => Promise<Value>): Promise<Value> => {
    const recording = await Recording.open([path])
    try {
      return await look(recording)
    } finally {
      await recording.close()
    }
  }

  it('is a recording, each exchange of which names the one that it repeats', async () => {
    const source = recordedExchange()
    const writer = await createResultFile(path, head)
    const cost = { dollars: 0.1, uncached: 0.2 }
    await writer.write(source, repeated(answered(callingMessage([['Bash', { command: 'ls' }]])), { cost }))
    await writer.close()
    await reread(async ({ head: first, exchanges, state }) => {
      expect(first).to.include({ program: '2.0.0', run: 'abc', part: 1, backend: 'work' })
      expect(state).to.deep.equal({ isTorn: false, damaged: 0, isClosed: true, lost: 0 })
      const [exchange] = exchanges
      expect(exchange?.open).to.include({ source: 'replay', kind: 'messages' })
      expect(exchange?.open.who).to.deep.equal(source.open.who)
      expect(exchange?.end).to.deep.include({
        outcome: 'answered',
        replayOf: 'req_1',
        stopReason: 'tool_use',
        cost,
      })
      expect(exchange?.end?.choice).to.include({ backend: 'work', model: 'gpt-5' })
      expect(exchange?.end?.tools).to.deep.equal([{ id: 'toolu_0', name: 'Bash' }])
      expect(await exchange?.requestValue()).to.deep.equal(requestOf('hello'))
      expect((await exchange?.answerValue())?.stop_reason).to.equal('tool_use')
    })
  })
  it('can be read by its owner alone', async () => {
    if (process.platform === 'win32') return
    await (await createResultFile(path, head)).close()
    expect((await stat(path)).mode & 0o777).to.equal(0o600)
  })
  it('keeps a failure, and bytes that are no UTF-8', async () => {
    const writer = await createResultFile(path, head)
    const request = Buffer.from([0x7b, 0xff, 0x7d])
    await writer.write(
      recordedExchange(),
      repeated({ kind: 'failed', error: new OverloadedError('busy'), message: undefined }, { request }),
    )
    await writer.close()
    await reread(async ({ exchanges: [exchange] }) => {
      expect(exchange?.end?.error).to.deep.equal({ type: 'overloaded_error', message: 'busy', status: 529 })
      expect(await exchange?.requestBytes()).to.deep.equal(request)
    })
  })
  it('keeps addresses without their query, and no credentials', async () => {
    const one = repeated(answered())
    const exchange = one.exchange as LiveExchange
    exchange.attempts.push({
      exchangeId: exchange.id,
      backend: 'work',
      model: 'gpt-5',
      number: 1,
      request: {
        method: 'POST',
        url: 'https://llm.example/v1?key=secret',
        headers: { a: 'secret' },
        body: {},
      },
      startedAt: 0,
      status: 200,
    })
    const writer = await createResultFile(path, head)
    await writer.write(recordedExchange(), one)
    await writer.close()
    expect(await readFile(path, 'utf8'))
      .to.contain('https://llm.example/v1')
      .and.not.contain('secret')
  })
  it('writes exchanges whole that end at the same time', async () => {
    const writer = await createResultFile(path, head)
    await Promise.all(
      Array.from({ length: 20 }, () => writer.write(recordedExchange(), repeated(answered()))),
    )
    await writer.close()
    await reread(async ({ exchanges }) => {
      expect(exchanges.map(({ seq }) => seq)).to.deep.equal(
        Array.from({ length: 20 }, (_, index) => index + 1),
      )
    })
  })
  it('replaces nothing that is there, and says what to do', async () => {
    await (await createResultFile(path, head)).close()
    const thrown = await createResultFile(path, head).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(RecordingError)
    expect((thrown as Error).message).to.contain(`--resume ${path}`)
    const foreign = join(folder, 'notes.jsonl')
    await writeFile(foreign, 'notes')
    const other = await createResultFile(foreign, head).catch((error: Error) => error.message)
    expect(other).to.contain('is there already').and.not.contain('--resume')
    const lost = await createResultFile(join(folder, 'gone', 'x'), head).catch((error: unknown) => error)
    expect(lost).to.be.instanceOf(RecordingError)
  })
  it('is not offered to be continued while somebody writes it', async () => {
    const writer = await createResultFile(path, head)
    const thrown = await createResultFile(path, head).catch((error: Error) => error.message)
    expect(thrown).to.contain(`by process ${process.pid}`).and.not.contain('--resume')
    await writer.close()
  })
  it('is continued where it ended, even in the middle of a line', async () => {
    await (await createResultFile(path, head)).close()
    const writer = await continueResultFile(path)
    await writer.write(recordedExchange(), repeated(answered()))
    await writer.close()
    await appendFile(path, '{"v":1,"type":"op')
    const next = await continueResultFile(path)
    await next.write(recordedExchange(), repeated(answered()))
    await next.close()
    await reread(async ({ exchanges, state }) => {
      expect(exchanges.map(({ seq }) => seq)).to.deep.equal([1, 2])
      expect(state).to.include({ isTorn: false, damaged: 1, isClosed: true })
    })
  })
})
