import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { OverloadedError, type Plugin, type PluginContext } from 'claudecodex'
import { abortEverywhere, memoryStore, message, request, runPlugin } from 'claudecodex/testing'
import record from '../../plugins/record.ts'
import type { RecordedExchange } from '../../src/recording/recorded-exchange.ts'
import { Recording } from '../../src/recording/recording.ts'

describe('plugin record', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudecodex-record-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const files = (): string[] => readdirSync(folder).map(name => join(folder, name))
  const text = (): string =>
    files()
      .map(path => readFileSync(path, 'utf8'))
      .join('')
  async function read<Value>(
    work: (exchanges: readonly RecordedExchange[]) => Promise<Value>,
  ): Promise<Value> {
    const recording = await Recording.open(files())
    try {
      expect(recording.state).to.deep.equal({ isTorn: false, damaged: 0, isClosed: true, lost: 0 })
      return await work(recording.exchanges)
    } finally {
      await recording.close()
    }
  }

  it('stands outermost, on the exchanges of children too', () =>
    expect(record()).to.deep.include({ name: 'record', order: 'first', children: true }))

  it('writes what was asked, what was sent and what was answered, with how it went', async () => {
    const asked = request('Hello', { model: 'large' })
    const run = await runPlugin(record({ folder }), { request: asked })
    expect(run.reports).to.deep.equal([])
    await read(async ([exchange, ...others]) => {
      expect(others).to.deep.equal([])
      expect(await exchange?.requestValue()).to.deep.equal(run.exchange.original)
      expect(await exchange?.answerValue()).to.deep.equal(run.message)
      expect(exchange?.open).to.deep.include({
        id: run.exchange.id,
        seq: 1,
        kind: 'messages',
        source: 'http',
      })
      expect(exchange?.end).to.deep.include({ outcome: 'answered', stopReason: 'end_turn', warnings: [] })
      expect(exchange?.end?.timing.total).to.be.a('number')
      expect(exchange?.end?.choice?.model).to.equal('large')
    })
  })

  it('can be read by its owner only', async () => {
    await runPlugin(record({ folder }), {})
    if (process.platform !== 'win32') expect(statSync(files()[0] ?? '').mode & 0o777).to.equal(0o600)
  })

  it('says once for a home what it does, and how it is turned off', async () => {
    const store = memoryStore()
    const first = await runPlugin(record({ folder }), { store })
    const second = await runPlugin(record({ folder }), { store })
    expect(second.log).to.deep.equal([])
    expect(first.log).to.deep.equal([
      `warn: [record] every request and answer is kept in ${folder} (--no-record, or \`record: false\` in the configuration, ` +
        'turns that off), for 14 days and up to 2048 MB, readable by you only and without keys',
    ])
  })

  it('tells which file it writes', async () => {
    const { status } = await runPlugin(record({ folder }), {})
    expect(status?.about).to.equal(files()[0])
  })

  it('writes into the file that is wanted', async () => {
    const file = join(folder, 'mine.jsonl')
    await runPlugin(record({ file }), {})
    expect(readdirSync(folder)).to.deep.equal(['mine.jsonl'])
  })

  it('writes what plugins have made of a request beside what the client has sent', async () => {
    const changing: Plugin = {
      name: 'changing',
      apiVersion: 1,
      beforeRequest: exchange => {
        exchange.request = { ...exchange.request, max_tokens: 7 }
      },
    }
    await runPlugin(record({ folder }), { request: request('Hello', { max_tokens: 5 }), plugins: [changing] })
    await read(async ([exchange]) => {
      expect((await exchange?.requestValue())?.max_tokens).to.equal(5)
      const changed = exchange?.end?.changed
      expect(changed && JSON.parse(String(await exchange?.bytes(changed))).max_tokens).to.equal(7)
    })
  })

  it('writes no more than a record holds where a plugin redacts, not even before the answer', async () => {
    const redacting: Plugin = {
      name: 'redacting',
      apiVersion: 1,
      beforeRecord: entry => ({ ...entry, request: request('***'), message: message('***') }),
    }
    await runPlugin(record({ folder }), { request: 'a secret', upstream: 'the secret', plugins: [redacting] })
    expect(text()).not.to.contain('secret')
    await read(async ([exchange]) => expect(await exchange?.requestValue()).to.deep.equal(request('***')))
  })

  it('writes names and numbers only where a plugin withholds, by will or by fault', async () => {
    const faulty = () => {
      throw new Error('broken')
    }
    for (const beforeRecord of [() => null, faulty]) {
      await runPlugin(record({ folder }), {
        request: 'a secret',
        upstream: new OverloadedError('the secret is busy'),
        plugins: [{ name: 'withholding', apiVersion: 1, beforeRecord }],
      })
      expect(text()).not.to.contain('secret')
      await read(async ([exchange]) => {
        expect(exchange?.request).to.equal(undefined)
        expect(exchange?.end).to.deep.include({ withheld: true, outcome: 'failed' })
        expect(exchange?.end?.error).to.deep.equal({ type: 'overloaded_error', status: 529, message: '' })
      })
      for (const path of files()) rmSync(path)
    }
  })

  it('writes failures as what they were', async () => {
    await runPlugin(record({ folder }), { upstream: new OverloadedError('busy') })
    await read(async ([exchange]) => {
      expect(exchange?.end?.outcome).to.equal('failed')
      expect(exchange?.end?.error).to.deep.equal({ type: 'overloaded_error', message: 'busy', status: 529 })
    })
  })

  it('writes an exchange whose client leaves, wherever it does, and what had come by then', async () => {
    await abortEverywhere(() => record({ folder }), {})
    for (const path of files()) {
      const recording = await Recording.open([path])
      for (const { end } of recording.exchanges) expect(end?.outcome).to.be.oneOf(['aborted', 'answered'])
      expect(recording.exchanges).to.have.lengthOf(1)
      await recording.close()
    }
  })

  it('writes the exchanges of a plugin that asks by itself as children', async () => {
    let context: PluginContext | undefined
    const asking: Plugin = {
      name: 'asking',
      apiVersion: 1,
      setup: given => {
        context = given
      },
      async *around(exchange, next) {
        for await (const _ of context?.ask('scripted:small', request('And you?'), exchange) ?? []);
        yield* next(exchange)
      },
    }
    const run = await runPlugin(record({ folder }), { plugins: [asking] })
    await read(async exchanges => {
      const children = exchanges.filter(({ open }) => open.parent === run.exchange.id)
      expect(children).to.have.lengthOf(1)
      expect(await children[0]?.requestValue()).to.deep.equal({ ...request('And you?') })
    })
  })

  it('writes what a count came to', async () => {
    const { count } = await runPlugin(record({ folder }), { kind: 'count_tokens' })
    await read(async ([exchange]) => {
      expect(exchange?.open.kind).to.equal('count_tokens')
      expect(exchange?.end).to.deep.include({ outcome: 'answered', count: count?.inputTokens })
    })
  })

  it('stops the start where the place that was named cannot be had, and says why', async () => {
    const failure = (await runPlugin(record({ file: folder }), {}).catch(thrown => thrown as Error)) as Error
    expect(failure.message).to.contain(`${folder} is no file: name one that a recording may have`)
  })

  it('refuses options that it does not know', async () => {
    const wrong = { megabyte: 3 } as object
    const failure = await runPlugin(record(wrong), {}).catch(thrown => thrown as Error)
    expect((failure as Error).message).to.contain('megabyte')
  })
})
