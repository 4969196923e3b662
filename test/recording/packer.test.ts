import { crc32 } from 'node:zlib'
import { expect } from 'chai'
import { pointerOf } from '../../src/recording/cutter.ts'
import { vendorCanaries } from '../plugins/redact/support.ts'
import { packBodies } from '../support/packed-bodies.ts'

const ephemeral = { type: 'ephemeral' }
const long = 'Words that a prompt begins with. '.repeat(40)
const tools = Array.from({ length: 8 }, (_, index) => ({
  name: `Tool${index}`,
  description: long,
  input_schema: { type: 'object', properties: { path: { type: 'string' } } },
}))

const text = (words: string, mark = false) => ({
  type: 'text',
  text: words,
  ...(mark && { cache_control: ephemeral }),
})

/** As Claude Code writes them: the mark moves to the last message with every turn. */
function turn(count: number): Buffer {
  const messages = Array.from({ length: count }, (_, index) => ({
    role: index % 2 ? 'assistant' : 'user',
    content: [
      text(`message ${index}: grün ✓ "quoted" \\ ${long.slice(0, 200 + index)}`, index === count - 1),
    ],
  }))
  return Buffer.from(
    JSON.stringify({
      model: 'claude-opus-4-8',
      messages,
      system: [text(long), text(`${long}!`, true)],
      tools,
      metadata: { user_id: 'u' },
      max_tokens: 32_000,
      stream: true,
    }),
  )
}

/** Small numbers that always come in the same order. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

describe('packing bodies', () => {
  it('gives back the exact bytes of a conversation, and writes nothing twice', async () => {
    const bodies = Array.from({ length: 20 }, (_, index) => turn(1 + index * 2))
    const { unpacked, lines, packed } = await packBodies(bodies)
    for (const [index, body] of bodies.entries())
      expect(unpacked[index]?.equals(body), `turn ${index}`).to.equal(true)
    expect(new Set(lines.map(line => line.replace(/"n":\d+/, '')))).to.have.lengthOf(lines.length)
    expect(lines).to.have.lengthOf(39 + 2 + tools.length)
    expect(packed.map(({ body }) => body.crc)).to.deep.equal(bodies.map(body => crc32(body)))
  })

  it('knows where each part belongs, whatever the turn before had in common', async () => {
    const bodies = [turn(3), turn(5), turn(5), turn(4)]
    const alone = await Promise.all(bodies.map(body => packBodies([body])))
    const { packed } = await packBodies(bodies)
    for (const [index, { parts }] of packed.entries()) {
      const places = (list: typeof parts) =>
        list.map(part => [pointerOf(part), part.start, part.end, part.mark])
      expect(places(parts), `body ${index}`).to.deep.equal(places(alone[index]?.packed[0]?.parts ?? []))
    }
  })

  it('takes a message for the same whether the cache mark is on it or not', async () => {
    const { packed } = await packBodies([turn(3), turn(5)])
    const [first, second] = packed.map(({ parts }) => parts.filter(({ key }) => key === 'messages'))
    expect(second?.[2]?.blob.n).to.equal(first?.[2]?.blob.n)
    expect([first?.[2]?.mark, second?.[2]?.mark]).to.deep.equal(['5m', undefined])
  })

  it('says neighbouring blobs in one piece', async () => {
    const { packed } = await packBodies([turn(41)])
    expect(packed[0]?.body.rope.length).to.be.below(12)
  })

  it('gives back whatever it was given', async () => {
    const bodies = [
      '',
      'no JSON',
      '[1,2,3]',
      '{"messages":[',
      `{"messages":[{"role":"user"},${'x'.repeat(100)}]}`,
      `{"messages":["${long}","${long}",]}`,
      JSON.stringify({ messages: [text(long)] }, undefined, 2),
      JSON.stringify({ messages: [text(long)] }, undefined, 2).replaceAll('\n', '\r\n'),
      `{"a":"${long}\u2028","b":["\u2028${long}"]}`,
    ].map(body => Buffer.from(body))
    const broken = [Buffer.from([0x7b, 0xff, 0xfe]), Buffer.concat([turn(3), Buffer.from([0x80])])]
    const { unpacked } = await packBodies([...bodies, ...broken])
    expect(unpacked).to.deep.equal([...bodies, ...broken])
  })

  it('gives back bodies that differ from each other anywhere', async () => {
    const next = numbers(7)
    let body = turn(9)
    const bodies = [body]
    for (let step = 0; step < 300; step += 1) {
      const at = next(body.length)
      const until = Math.min(body.length, at + next(4) * next(200))
      const other = turn(1 + next(9))
      const from = next(other.length)
      const patch = [
        Buffer.alloc(0),
        Buffer.from('"'),
        Buffer.from('},{'),
        other.subarray(from, from + next(300)),
      ][next(4)]
      body =
        step % 10 === 9 ? other : Buffer.concat([body.subarray(0, at), patch ?? body, body.subarray(until)])
      bodies.push(body)
    }
    const { unpacked } = await packBodies(bodies, index => (index % 3 ? 'one' : 'other'))
    for (const [index, expected] of bodies.entries())
      expect(unpacked[index]?.equals(expected), `body ${index}`).to.equal(true)
  })

  it('takes keys out, counts them in every body that holds them, and leaves valid JSON', async () => {
    const [key = ''] = vendorCanaries.anthropic ?? []
    const body = (count: number) =>
      Buffer.from(
        JSON.stringify({
          messages: Array.from({ length: count }, (_, index) => ({
            role: 'user',
            content: [text(`${index}: my key is ${key}`, index === count - 1)],
          })),
          stop: key,
        }),
      )
    const { packed, unpacked, lines } = await packBodies([body(1), body(2), body(3)])
    expect(lines.join('')).not.to.include(key)
    expect(packed.map(each => each.body.scrubbed)).to.deep.equal([
      { anthropic: 2 },
      { anthropic: 3 },
      { anthropic: 4 },
    ])
    expect(packed.map(each => each.body.crc)).to.deep.equal([undefined, undefined, undefined])
    expect(JSON.parse(String(unpacked[2]))).to.deep.equal(
      JSON.parse(String(body(3)).replaceAll(key, '[REDACTED:anthropic]')),
    )
  })

  it('lets others have their turn in the middle of a large body', async () => {
    const body = Buffer.from(
      JSON.stringify({ messages: Array.from({ length: 40 }, () => text(long.repeat(20))) }),
    )
    let turns = 0
    const count = setInterval(() => turns++, 0)
    await packBodies([body])
    clearInterval(count)
    expect(turns).to.be.above(1)
  })

  it('needs little room for a long conversation', async () => {
    const bodies = Array.from({ length: 150 }, (_, index) => turn(1 + index * 2))
    const { size } = await packBodies(bodies)
    const inline = bodies.reduce((sum, { length }) => sum + length, 0)
    expect(size / inline).to.be.below(0.04)
  })
})
