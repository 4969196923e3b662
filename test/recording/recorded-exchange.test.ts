import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { expect } from 'chai'
import type { RecordedExchange } from '../../src/recording/recorded-exchange.ts'
import { Recording } from '../../src/recording/recording.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'
import type { PackedBody } from '../../src/recording/schema.ts'
import { failureOf } from '../support/failure.ts'
import { type PlainExchange, packedPlainly, plainLines, writeLines } from '../support/recordings.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const request = { model: 'm', max_tokens: 5, messages: [{ role: 'user' as const, content: 'grün ✓' }] }
const answer = {
  id: 'msg_1',
  type: 'message' as const,
  role: 'assistant' as const,
  model: 'm',
  content: [{ type: 'text' as const, text: 'yes' }],
  stop_reason: 'end_turn' as const,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
}

describe('a recorded exchange', () => {
  let tree: Tree
  let path: string
  const recordings: Recording[] = []
  beforeEach(() => {
    tree = makeTree({})
    path = join(tree.root, 'run.jsonl')
  })
  afterEach(async () => {
    for (const recording of recordings.splice(0)) await recording.close()
    tree.remove()
  })

  async function opened(): Promise<readonly RecordedExchange[]> {
    const recording = await Recording.open([path])
    recordings.push(recording)
    return recording.exchanges
  }

  async function recorded(exchange: Partial<PlainExchange>): Promise<RecordedExchange> {
    await writeLines(path, plainLines([{ request, ...exchange }]))
    const [found] = await opened()
    if (!found) throw new Error('no exchange was read')
    return found
  }

  const withRequest = (body: PackedBody) => recorded({ answer, open: { request: body } })

  it('gives what was asked and answered, as it was', async () => {
    const exchange = await recorded({ answer })
    expect([exchange.id, exchange.seq, exchange.file]).to.deep.equal(['req_1', 1, path])
    expect(String(await exchange.requestBytes())).to.equal(JSON.stringify(request))
    expect(await exchange.requestValue()).to.deep.equal(request)
    expect(await exchange.answerValue()).to.deep.equal(answer)
  })

  it('has no answer while it is under way', async () => {
    const exchange = await recorded({})
    expect(exchange.end).to.equal(undefined)
    expect(await exchange.answerValue()).to.equal(undefined)
    expect(await exchange.requestValue()).to.deep.equal(request)
  })

  it('has its request from its end where plugins had a say in it, and none where it was left out', async () => {
    await writeLines(
      path,
      plainLines([{ request, answer, end: { request: packedPlainly({ ...request, model: 'other' }) } }]).map(
        line => (line.type === 'open' ? { ...line, request: undefined as unknown as PackedBody } : line),
      ),
    )
    const [exchange] = await opened()
    expect((await exchange?.requestValue())?.model).to.equal('other')
    const bare = await recorded({ answer, open: { request: undefined as unknown as PackedBody } })
    expect(await bare.requestBytes()).to.equal(undefined)
    expect(await bare.requestValue()).to.equal(undefined)
  })

  it('reads a request that begins with a byte order mark, as the server does', async () => {
    const text = `\ufeff${JSON.stringify(request)}`
    const exchange = await withRequest({
      rope: [text],
      bytes: Buffer.byteLength(text),
      crc: crc32(text),
    })
    expect(await exchange.requestValue()).to.deep.equal(request)
  })

  const damaged: Readonly<Record<string, PackedBody>> = {
    'another byte in it': { ...packedPlainly(request), rope: [JSON.stringify(request).replace('5', '6')] },
    'a part lost': { ...packedPlainly(request), rope: [JSON.stringify(request).slice(0, -1)] },
    'a part lost, without a checksum': { rope: ['{}'], bytes: 5 },
    'a blob missing': { ...packedPlainly(request), rope: ['{"a":', 4, '}'] },
    'a piece of an unknown form': { ...packedPlainly(request), rope: [{ zipped: '' } as unknown as string] },
  }
  for (const [what, body] of Object.entries(damaged)) {
    it(`says that the file is damaged, and where, for a body with ${what}`, async () => {
      const exchange = await withRequest(body)
      const failure = await failureOf(exchange.requestValue())
      expect(failure).to.be.instanceOf(RecordingError)
      expect(failure.message).to.include(`#1 cannot be read whole, ${path} is damaged: `)
      expect(await exchange.answerValue()).to.deep.equal(answer)
    })
  }

  it('names the blob that is missing', async () => {
    const exchange = await withRequest({ ...packedPlainly(request), rope: ['{"a":', [4, 6], '}'] })
    expect((await failureOf(exchange.requestBytes())).message).to.include('blob 4 is missing')
  })

  it('finds out a blob that was torn behind a brace, where its line looks whole', async () => {
    const whole = JSON.stringify(request)
    const lines = plainLines([
      { request, answer, open: { request: { ...packedPlainly(request), rope: [0] } } },
      { request, answer },
    ])
    const [head, ...rest] = lines.map(line => `${JSON.stringify(line)}\n`)
    const blob = `{"v":1,"type":"blob","n":0,"data":${whole.slice(0, -2)}\n`
    await writeFile(path, [head, blob, ...rest].join(''))
    const [torn, next] = await opened()
    expect((await failureOf((torn as RecordedExchange).requestValue())).message).to.include('#1 ')
    expect(await next?.requestValue()).to.deep.equal(request)
  })

  it('does not ask for the checksum of what was sent where keys were taken out', async () => {
    const text = JSON.stringify({ ...request, model: '[REDACTED:aws]' })
    const exchange = await withRequest({ rope: [text], bytes: 5, scrubbed: { aws: 1 } })
    expect((await exchange.requestValue())?.model).to.equal('[REDACTED:aws]')
  })

  it('says which body is no JSON, and still gives its bytes', async () => {
    const exchange = await withRequest({ rope: ['oops'], bytes: 4 })
    expect((await failureOf(exchange.requestValue())).message).to.equal('#1 holds a body that is no JSON')
    expect(String(await exchange.requestBytes())).to.equal('oops')
  })
})
