import { expect } from 'chai'
import type { Begun, Ended } from '../../src/recording/recorded-facts.ts'
import { Recorder, type RecordingFiles, type RecordingPart } from '../../src/recording/recorder.ts'
import type { ExchangeLine, Line, OpenLine } from '../../src/recording/schema.ts'
import { vendorCanaries } from '../plugins/redact/support.ts'
import { packedPlainly } from '../support/recordings.ts'

/** A part of a recording in memory. */
class MemoryPart implements RecordingPart {
  readonly texts: string[] = []
  users = 0
  /** What becomes of what is appended. */
  takes: (text: string) => 'whole' | 'smaller' | 'lost' = () => 'whole'

  append(parts: readonly (Buffer | string)[], smaller?: () => readonly (Buffer | string)[]) {
    const text = parts.map(String).join('')
    const taken = this.takes(text)
    if (taken === 'whole') this.texts.push(text)
    if (taken === 'smaller') this.texts.push((smaller?.() ?? []).map(String).join(''))
    return taken
  }
  enter() {
    this.users += 1
  }
  leave() {
    this.users -= 1
  }
  get lines(): readonly Line[] {
    return this.texts.map(text => JSON.parse(text) as Line)
  }
}

class MemoryFiles implements RecordingFiles {
  part = new MemoryPart()
  isClosed = false
  current = () => this.part
  close = async () => {
    this.isClosed = true
  }
}

const request = (words: string) => ({
  model: 'large',
  max_tokens: 10,
  messages: [{ role: 'user' as const, content: `${words} ${'and so on '.repeat(10)}` }],
})
const begun = (id: string, rest: Partial<Begun> = {}): Begun => ({
  id,
  kind: 'messages',
  source: 'http',
  who: { session: 's', class: 'main', by: 'header' },
  headers: { 'x-api-key': 'secret', 'user-agent': 'test/1' },
  asked: { model: 'large', stream: true, bytes: 100 },
  startedAt: Date.parse('2026-11-26T10:00:00Z'),
  bytes: Buffer.from(JSON.stringify(request(id))),
  ...rest,
})
const answer = (usage: object = {}) => ({
  id: 'msg_1',
  type: 'message' as const,
  role: 'assistant' as const,
  model: 'large',
  content: [{ type: 'text' as const, text: 'Hello' }],
  stop_reason: 'end_turn' as const,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 2, ...usage },
})
const ended = (rest: Partial<Ended> = {}): Ended => ({
  outcome: 'answered',
  timing: { startedAt: 0, total: 12.3456 },
  attempts: [],
  warnings: [],
  ...rest,
})

describe('a recorder', () => {
  let files: MemoryFiles
  let reports: string[]
  let recorder: Recorder
  beforeEach(() => {
    files = new MemoryFiles()
    reports = []
    recorder = new Recorder({ files, report: text => reports.push(text), delayMs: 0 })
  })
  afterEach(() => expect(files.part.users, 'exchanges that have not left their file').to.equal(0))

  const types = () => files.part.lines.map(({ type }) => type)
  const lineOf = <Type extends Line['type']>(type: Type) =>
    files.part.lines.filter((line): line is Extract<Line, { type: Type }> => line.type === type)

  it('writes that an exchange has begun before its end is known, with the request', async () => {
    recorder.begin(begun('a'))
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(types()).to.deep.equal(['blob', 'open'])
    const [open] = lineOf('open') as [OpenLine]
    expect(open).to.deep.include({ id: 'a', seq: 1, time: '2026-11-26T10:00:00.000Z' })
    expect(open.headers).to.deep.equal({ 'user-agent': 'test/1' })
    expect(open.request?.bytes).to.equal(begun('a').bytes?.length)
    recorder.end('a', ended())
    await recorder.close()
    expect(types()).to.deep.equal(['blob', 'open', 'exchange'])
  })

  it('writes the beginning first, however soon the end comes', async () => {
    recorder.begin(begun('a'))
    recorder.begin(begun('b'))
    recorder.end('b', ended({ answer: answer() }))
    recorder.end('a', ended())
    await recorder.close()
    for (const id of ['a', 'b']) {
      const lines = files.part.lines.filter(line => 'id' in line && line.id === id)
      expect(lines.map(({ type }) => type)).to.deep.equal(['open', 'exchange'])
    }
    const second = lineOf('exchange').find(({ id }) => id === 'b') as ExchangeLine
    expect(second).to.deep.include({
      seq: 2,
      outcome: 'answered',
      stopReason: 'end_turn',
      timing: { startedAt: 0, total: 12.3 },
    })
    expect(second.answer).to.deep.equal(packedPlainly(answer()))
  })

  it('writes a request that was not known before at the end', async () => {
    const { bytes: _, ...reviewed } = begun('a')
    recorder.begin(reviewed)
    recorder.end('a', ended({ request: request('reviewed') }))
    await recorder.close()
    expect(lineOf('open')[0]?.request).to.equal(undefined)
    expect(lineOf('exchange')[0]?.request?.bytes).to.equal(JSON.stringify(request('reviewed')).length)
  })

  it('says of a body that it is the client’s, and packs any other', async () => {
    const sent = begun('a').bytes ?? Buffer.alloc(0)
    const other = Buffer.from(JSON.stringify({ messages: ['x'.repeat(50)] }))
    const attempt = {
      number: 1,
      backend: 'b',
      model: 'm',
      method: 'POST',
      url: 'https://u:p@h.example/v1?key=s',
      startedAt: 0,
    }
    recorder.begin(begun('a'))
    recorder.end(
      'a',
      ended({
        attempts: [
          { ...attempt, sent },
          { ...attempt, number: 2, sent: other },
        ],
      }),
    )
    await recorder.close()
    const attempts = lineOf('exchange')[0]?.attempts
    expect(attempts?.[0]).to.deep.include({ sent: 'client', url: 'https://h.example/v1?key=***' })
    expect(attempts?.[1]?.sent).to.deep.include({ bytes: other.length })
  })

  it('writes nothing of an exchange that it has not seen begin', async () => {
    recorder.end('never', ended())
    await recorder.close()
    expect(types()).to.deep.equal([])
  })

  it('leaves an exchange without an end that has none when it is closed', async () => {
    recorder.begin(begun('a'))
    await recorder.close()
    expect(types()).to.deep.equal(['blob', 'open'])
    expect(files.isClosed).to.equal(true)
    files.part.users = 0
  })

  it('begins a new file anew, and ends in the old one what began there', async () => {
    const first = files.part
    recorder.begin(begun('a'))
    files.part = new MemoryPart()
    recorder.begin(begun('b', { bytes: begun('a').bytes as Buffer }))
    recorder.end('a', ended())
    recorder.end('b', ended())
    await recorder.close()
    expect(first.lines.map(({ type }) => type)).to.deep.equal(['blob', 'open', 'exchange'])
    expect(types()).to.deep.equal(['blob', 'open', 'exchange'])
    expect(lineOf('blob')[0]?.n).to.equal(0)
  })

  it('writes what happened without contents where the disk is behind, and says so', async () => {
    files.part.takes = text => (text.includes('"type":"blob"') ? 'lost' : 'whole')
    recorder.begin(begun('a'))
    recorder.end('a', ended({ answer: answer() }))
    await recorder.close()
    expect(types()).to.deep.equal(['open', 'exchange'])
    expect(lineOf('open')[0]?.request).to.equal(undefined)
    expect(lineOf('exchange')[0]).to.deep.include({ left: ['request'], outcome: 'answered' })
    expect(reports).to.deep.equal([])
  })

  it('refers to no blob of a line that was not taken, in later exchanges either', async () => {
    files.part.takes = text => (text.includes('"type":"blob"') ? 'lost' : 'whole')
    recorder.begin(begun('a'))
    recorder.end('a', ended())
    await recorder.close()
    files.part.takes = () => 'whole'
    recorder.begin(begun('b', { bytes: begun('a').bytes as Buffer }))
    recorder.end('b', ended())
    await recorder.close()
    expect(types()).to.deep.equal(['open', 'exchange', 'blob', 'open', 'exchange'])
  })

  it('takes the smaller form that it offers for one without contents', async () => {
    files.part.takes = text => (text.includes('"type":"blob"') ? 'whole' : 'smaller')
    recorder.begin(begun('a'))
    recorder.end('a', ended({ answer: answer() }))
    await recorder.close()
    expect(lineOf('open')[0]?.request).to.equal(undefined)
    expect(lineOf('exchange')[0]?.answer).to.equal(undefined)
    expect(lineOf('exchange')[0]?.left).to.deep.equal(['request', 'changed', 'sent', 'answer'])
  })

  it('writes no key, wherever one stands', async () => {
    const [key = ''] = vendorCanaries.anthropic ?? []
    recorder.begin(
      begun(key, {
        who: { session: key, class: 'main', by: 'header' },
        headers: { 'user-agent': key },
        asked: { model: key, stream: true, bytes: 1 },
        bytes: Buffer.from(JSON.stringify(request(key))),
      }),
    )
    recorder.end(
      key,
      ended({
        attempts: [
          {
            number: 1,
            backend: 'b',
            model: key,
            method: 'POST',
            url: `https://h/${key}`,
            startedAt: 0,
            error: key,
            sent: Buffer.from(key),
          },
        ],
        warnings: [key],
        error: { type: 'api_error', message: `the key ${key} is wrong`, status: 401 },
        answer: {
          ...answer(),
          content: [{ type: 'tool_use', id: 't', name: 'Bash', input: { command: `export K=${key}` } }],
        },
        changed: request(key),
      }),
    )
    await recorder.close()
    expect(types()).to.deep.equal(['blob', 'open', 'exchange'])
    expect(files.part.texts.join('')).not.to.contain(key)
    expect(files.part.texts.join('')).to.contain('[REDACTED:anthropic]')
  })

  it('says of every turn of a conversation what has become of its cache', async () => {
    const system = [{ type: 'text', text: 'Long. '.repeat(100), cache_control: { type: 'ephemeral' } }]
    const turn = (id: string, words: string, usage: object, startedAt: number) => {
      const bytes = Buffer.from(JSON.stringify({ ...request(words), system }))
      recorder.begin(begun(id, { bytes, startedAt }))
      recorder.end(
        id,
        ended({ answer: answer(usage), choice: { backend: 'b', model: 'large', reason: 'r' } }),
      )
    }
    turn('a', 'first', { cache_creation_input_tokens: 5_000, cache_read_input_tokens: 0 }, 0)
    await recorder.close()
    turn('b', 'first', { cache_creation_input_tokens: 0, cache_read_input_tokens: 5_000 }, 1_000)
    await recorder.close()
    turn('c', 'first', { cache_creation_input_tokens: 5_000, cache_read_input_tokens: 0 }, 10 * 60_000)
    await recorder.close()
    expect(lineOf('exchange').map(({ cache }) => cache?.cause)).to.deep.equal(['initial', 'hit', 'expired'])
    expect(lineOf('exchange')[2]?.cache?.previous).to.equal('b')
  })
})
