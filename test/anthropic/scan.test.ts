import { expect } from 'chai'
import fc from 'fast-check'
import { isNestedDeeper, type RequestScan, replaceModel, scanRequest } from '../../src/anthropic/scan.ts'
import { json, jsonObject, text } from '../support/values.ts'

const scan = (body: string): RequestScan => scanRequest(Buffer.from(body))

/** What a scan must agree with. */
function parsed(body: string): Omit<RequestScan, 'modelSpan'> {
  const { model, stream } = JSON.parse(body) as { model?: unknown; stream?: unknown }
  return { stream: stream === true, ...(typeof model === 'string' && { model }) }
}

/** JSON text as no serializer writes it: escapes where none are needed, space anywhere. */
const spaced = (value: string, space: string): string =>
  value.replaceAll(
    /("(?:\\.|[^"\\])*")|([{}[\]:,])/g,
    (_, string: string, sign: string) => `${space}${string ?? sign}${space}`,
  )
const escaped = (value: string): string =>
  `"${[...value].map(unit => [...unit.split('')].map(half => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')).join('')}"`

const space = fc.constantFrom('', ' ', '\n\t ', '\r\n')
/** Keys that are the searched ones, in plain and in escapes, and any others. */
const key = fc.oneof(
  fc.constantFrom('"model"', '"stream"', escaped('model'), '"str\\u0065am"', '"models"', '"\\"model\\""'),
  text().map(value => JSON.stringify(value)),
)
const value = fc.oneof(
  json().map(value => JSON.stringify(value)),
  jsonObject().map(fields => JSON.stringify({ model: 'inner', stream: true, ...fields })),
  text().map(value => JSON.stringify(value)),
  text().map(escaped),
  fc.constantFrom(
    'true',
    'false',
    'null',
    '"true"',
    '"\\\\"',
    '"a\\\\\\"b"',
    '["{", "}"]',
    '[[[]]]',
    '-1.5e3',
  ),
)
const body = fc
  .tuple(fc.array(fc.tuple(key, value), { maxLength: 6 }), space)
  .map(([entries, space]) => spaced(`{${entries.map(([key, value]) => `${key}:${value}`).join(',')}}`, space))

describe('scanRequest', () => {
  it('agrees with JSON.parse on any object', () => {
    fc.assert(
      fc.property(body, body => {
        const { modelSpan, levels = 0, ...found } = scan(body)
        expect(found).to.deep.equal(parsed(body))
        expect(isNestedDeeper(Buffer.from(body), levels)).to.equal(false)
        expect(isNestedDeeper(Buffer.from(body), levels - 1)).to.equal(true)
        const span =
          modelSpan &&
          Buffer.from(body)
            .subarray(...modelSpan)
            .toString()
        expect(span && JSON.parse(span)).to.equal(found.model)
      }),
      { numRuns: 2_000 },
    )
  })

  it('finds what stands at the very end of a large body', function () {
    this.timeout(20_000)
    const block = {
      type: 'text',
      text: 'a "quoted" line\n and ünïcode \\ '.repeat(100),
      stream: false,
      model: 'no',
    }
    const messages = Array.from({ length: 400 }, () => ({
      role: 'user',
      content: [block, { input: [1, 2, { a: 'b' }] }],
    }))
    const bytes = Buffer.from(JSON.stringify({ model: 'claude-x', messages, stream: true }))
    expect(bytes.length).to.be.above(1_000_000)
    expect(scanRequest(bytes)).to.include({ model: 'claude-x', stream: true })
  })

  it('is not fooled by the same words in strings and nested objects', () => {
    const nested =
      '{"a":{"model":"x","stream":true},"b":"\\"stream\\":true,\\"model\\":\\"y\\"","c":[{"model":"z"}]}'
    expect(scan(nested)).to.deep.equal({ stream: false, levels: 3 })
  })

  it('takes the last of repeated keys, as JSON.parse does', () => {
    expect(scan('{"model":"a","model":"b","stream":true,"stream":1}')).to.deep.equal({
      stream: false,
      model: 'b',
      modelSpan: [21, 24],
      levels: 1,
    })
    expect(scan('{"model":"a","model":null}')).to.deep.equal({ stream: false, levels: 1 })
  })

  it('has nothing to say of bytes that are no whole object, and throws nothing', () => {
    const whole = '{"model":"a","stream":true}'
    for (let cut = 0; cut < whole.length; cut += 1)
      expect(scan(whole.slice(0, cut))).to.deep.equal({ stream: false })
    const others = [
      'null',
      '7',
      '"model"',
      `[${whole}]`,
      `${whole}x`,
      `x${whole}`,
      '{"model" "a"}',
      '{"model":}',
      '{"a":1,}',
    ]
    for (const body of [
      ...others,
      '{a:1}',
      '{"model":"a" "b":1}',
      '{"a":[}',
      '{"a":"b',
      '{"\\x":1}',
      '<html>',
    ]) {
      expect(scan(body), body).to.deep.equal({ stream: false })
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), bytes => void scanRequest(bytes)))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '"', ':', ',', '\\', 'model', '1'), maxLength: 30 }),
        body => {
          scan(body)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('reads past a byte order mark', () => {
    const bytes = Buffer.from('\ufeff{"model":"a"}')
    const found = scanRequest(bytes)
    expect(found.model).to.equal('a')
    expect(replaceModel(bytes, found, 'b').toString()).to.equal('\ufeff{"model":"b"}')
  })

  it('reads strings of any length with quotes and backslashes anywhere', () => {
    const filler = fc.string({ unit: fc.constantFrom('a', '\\', '"', 'ü'), maxLength: 120 })
    fc.assert(
      fc.property(filler, filler, (before, model) => {
        const body = JSON.stringify({
          [`k${before}`]: before,
          list: [before, { before }],
          model,
          stream: true,
        })
        expect(scan(body)).to.include({ model, stream: true })
      }),
      { numRuns: 500 },
    )
  })
})

describe('replaceModel', () => {
  it('changes the model and no other byte', () => {
    fc.assert(
      fc.property(body, text(), (body, model) => {
        const bytes = Buffer.from(body)
        const found = scanRequest(bytes)
        const replaced = replaceModel(bytes, found, model)
        if (!found.modelSpan) {
          expect(replaced).to.equal(bytes)
          return
        }
        const [start, end] = found.modelSpan
        const now = scanRequest(replaced)
        expect(now).to.deep.include({ model, stream: found.stream })
        expect(replaced.subarray(0, start).equals(bytes.subarray(0, start))).to.equal(true)
        expect(replaced.subarray(now.modelSpan?.[1]).equals(bytes.subarray(end))).to.equal(true)
      }),
      { numRuns: 500 },
    )
  })

  it('gives the same bytes back for the same model', () => {
    const bytes = Buffer.from('{"model":"a"}')
    expect(replaceModel(bytes, scanRequest(bytes), 'a')).to.equal(bytes)
  })
})

describe('isNestedDeeper', () => {
  const deep = (body: string, limit: number): boolean => isNestedDeeper(Buffer.from(body), limit)

  it('counts arrays and objects that stand in each other', () => {
    expect(deep('[[]]', 2)).to.equal(false)
    expect(deep('[[]]', 1)).to.equal(true)
    expect(deep('[[],[],{"a":[]}]', 3)).to.equal(false)
    expect(deep('{"a":[{}]}', 2)).to.equal(true)
    expect(deep('[['.repeat(50_000), 1_000)).to.equal(true)
  })

  it('does not count what stands in strings', () => {
    expect(deep(JSON.stringify(['[[[[', '\\"[[[', '{'.repeat(100)]), 1)).to.equal(false)
    expect(deep('["[[[', 1)).to.equal(false)
  })
})
